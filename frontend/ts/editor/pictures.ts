/** Pictures: chosen, pasted or dropped. What they show is asked for, then the server takes them in and the text names them. */
import { type Editor, Extension } from "@tiptap/core";
import type { Node, Slice } from "@tiptap/pm/model";
import { NodeSelection, Plugin } from "@tiptap/pm/state";
import { make, post, toast } from "../page.ts";
import { word } from "../words.ts";

const KINDS = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LONGEST = 1000;

interface Held {
  id: string;
  width: number | null;
  height: number | null;
}

/** Where a picture of this document is; nothing for what is no key of one. */
export const pictureAddress = (pictures: string, file: unknown): string =>
  pictures && typeof file === "string" && KEY.test(file) ? `${pictures}${file}/` : "";

/** The pictures in what somebody pastes or drops; none where there are words, of which a picture is only a rendering. */
export function picturesIn(brought: DataTransfer | null): File[] {
  if (!brought || brought.getData("text/plain").trim()) return [];
  return [...brought.files].filter(({ type }) => KINDS.includes(type));
}

/** Choose a picture for the caret; of one that is selected, say anew what it shows. */
export function askForPicture(editor: Editor): void {
  const { selection } = editor.state;
  if (selection instanceof NodeSelection && selection.node.type.name === "image")
    return void askWhatItShows(editor, selection.node);
  const field = make("input", { type: "file", accept: KINDS.join(), multiple: "", hidden: "" });
  field.addEventListener("change", () => {
    void addPictures(editor, [...(field.files ?? [])]);
    field.remove();
  });
  field.addEventListener("cancel", () => field.remove());
  document.body.append(field);
  field.click();
}

/** Ask of each what it shows, and put it where the caret is. */
export async function addPictures(editor: Editor, files: readonly File[]): Promise<void> {
  if (files.length > 0 && !navigator.onLine) return toast(word("picture_offline"));
  for (const file of files) await add(editor, file);
}

async function add(editor: Editor, file: File): Promise<void> {
  const shown = URL.createObjectURL(file);
  let held: Held | undefined;
  const words = await ask(word("picture_add"), shown, "", async () => {
    const fields = new FormData();
    fields.set("file", file);
    const answer = await post(addressFrom(editor), fields).catch(() => undefined);
    const said = (await answer?.json().catch(() => undefined)) as (Held & { error?: string }) | undefined;
    if (!answer?.ok || !said?.id) return said?.error ?? word("picture_failed");
    held = said;
    return "";
  });
  URL.revokeObjectURL(shown);
  if (words === null || !held || editor.isDestroyed) return;
  const attrs = { file: held.id, alt: words || null, width: held.width, height: held.height };
  // After the words of the block, not amid them.
  const { $from } = editor.state.selection;
  const chain = editor.chain().focus();
  if ($from.parent.isTextblock && $from.parent.content.size > 0) chain.setTextSelection($from.end());
  chain.insertContent({ type: "image", attrs }).run();
}

async function askWhatItShows(editor: Editor, node: Node): Promise<void> {
  const source = pictureAddress(addressFrom(editor), node.attrs.file);
  const words = await ask(word("picture_keep"), source, String(node.attrs.alt ?? ""), async () => "");
  const { selection } = editor.state;
  if (words === null || !(selection instanceof NodeSelection) || selection.node.type !== node.type) return;
  editor
    .chain()
    .updateAttributes("image", { alt: words || null })
    .focus()
    .run();
}

/** The words for a picture, once `keep` has nothing to say against it; null if it is not wanted after all. */
function ask(
  label: string,
  source: string,
  before: string,
  keep: () => Promise<string>,
): Promise<string | null> {
  const help = { id: "picture-help", class: "field-help" };
  const words = make("textarea", {
    id: "picture-words",
    rows: "3",
    maxlength: String(LONGEST),
    dir: "auto",
    "aria-describedby": "picture-help",
  });
  words.value = before;
  const wrong = make("p", { class: "field-error", role: "alert", hidden: "" });
  const add = make("button", { class: "button button-primary" }, label);
  const cancel = make("button", { class: "button button-plain", type: "button" }, word("picture_cancel"));
  const form = make(
    "form",
    { class: "form" },
    ...(source ? [make("img", { class: "editor-preview", src: source, alt: "" })] : []),
    make(
      "div",
      { class: "field" },
      make("label", { for: "picture-words" }, word("picture_words")),
      make("p", help, word("picture_help")),
      words,
    ),
    wrong,
    make("div", { class: "row" }, add, cancel),
  );
  const dialog = make("dialog", { class: "editor-dialog", "aria-label": word("editor_picture") }, form);
  return new Promise((resolve) => {
    let answer: string | null = null;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      add.disabled = true;
      const problem = await keep();
      add.disabled = false;
      wrong.textContent = problem;
      wrong.hidden = !problem;
      if (problem || !dialog.open) return;
      answer = words.value.replace(/\s+/g, " ").trim();
      dialog.close();
    });
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    words.focus();
  });
}

/** A picture of another document is nothing here until the server has seen that its reader brings it along. */
export const bringing = () =>
  Extension.create({
    name: "bringing",
    addProseMirrorPlugins() {
      const { editor } = this;
      return [
        new Plugin({
          props: {
            transformPasted: (slice) => {
              const strange = filesIn(slice).filter((file) => !isHere(editor.state.doc, file));
              if (strange.length > 0) setTimeout(() => strange.map((file) => bring(editor, file)));
              return slice;
            },
          },
        }),
      ];
    },
  });

async function bring(editor: Editor, file: string): Promise<void> {
  const held = KEY.test(file) ? await broughtAlong(editor, file) : undefined;
  if (editor.isDestroyed || held?.id === file) return;
  if (!held) toast(word("picture_not_brought"));
  const { tr } = editor.state;
  editor.state.doc.descendants((node, at) => {
    if (node.type.name === "image" && node.attrs.file === file)
      tr.setNodeAttribute(at, "file", held?.id ?? null);
  });
  editor.view.dispatch(tr.setMeta("addToHistory", false));
}

async function broughtAlong(editor: Editor, of: string): Promise<Held | undefined> {
  const answer = await post(addressFrom(editor), { of }).catch(() => undefined);
  return answer?.ok ? ((await answer.json()) as Held) : undefined;
}

const addressFrom = (editor: Editor): string =>
  editor.view.dom.closest<HTMLElement>("document-editor")?.dataset.picturesUrl ?? "";

function filesIn(slice: Slice): string[] {
  const found = new Set<string>();
  slice.content.descendants((node) => {
    if (node.type.name === "image" && node.attrs.file) found.add(String(node.attrs.file));
  });
  return [...found];
}

function isHere(doc: Node, file: string): boolean {
  let found = false;
  doc.descendants((node) => {
    found ||= node.type.name === "image" && node.attrs.file === file;
    return !found;
  });
  return found;
}
