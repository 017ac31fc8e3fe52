/** Comments in the editor: their words are marked in the text, and one begins a comment on what is selected. */
import { type Editor, Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { type EditorState, Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { announce, pausing, requestHeaders } from "../page.ts";
import { word } from "../words.ts";
import { type Anchor, anchorOf, findAnchor, type Range } from "./anchors.ts";

const key = new PluginKey<DecorationSet>("comments");
const SOON = 200;

interface Thread {
  id: string;
  anchor: Anchor;
}

export class Commenting {
  readonly extension: Extension;
  #editor: Editor | undefined;
  #threads: Thread[] = [];
  /** What a comment is being written on. */
  #chosen: Anchor | undefined;
  #isBehind = false;
  #form: HTMLFormElement | null = null;

  constructor() {
    this.extension = Extension.create({
      name: "commenting",
      addProseMirrorPlugins: () => [
        new Plugin<DecorationSet>({
          key,
          state: {
            init: (_config, state) => this.#draw(state),
            apply: (tr, before, _old, state) =>
              tr.docChanged || tr.getMeta(key) ? this.#draw(state) : before,
          },
          props: {
            decorations: (state) => key.getState(state),
            handleClick: (_view, at) => this.#onClick(at),
          },
        }),
      ],
    });
  }

  /** From now on the threads beside the text show in it. */
  begin(editor: Editor): void {
    this.#editor = editor;
    this.#read();
    const section = (): HTMLElement | null => document.getElementById("document-comments");
    document.addEventListener("htmx:after:swap", this.#onSwapped);
    document.addEventListener("click", this.#onBeside);
    section()?.parentElement?.addEventListener("focusout", () => setTimeout(() => this.#catchUp(), SOON));
    const settled = pausing(SOON, () => this.#editor && !this.#editor.isDestroyed && this.#showHere());
    editor.on("selectionUpdate", settled);
  }

  end(): void {
    document.removeEventListener("htmx:after:swap", this.#onSwapped);
    document.removeEventListener("click", this.#onBeside);
  }

  /** Somebody has said or settled something: look again, once nobody is writing there. */
  refresh(): void {
    this.#isBehind = true;
    this.#catchUp();
  }

  /** Begin a comment on what is selected, or on the block of the caret. */
  compose(): void {
    const editor = this.#editor;
    this.#form = document.querySelector<HTMLFormElement>("[data-comment-form]");
    if (!editor || !this.#form) return;
    const { from, to, empty, $from } = editor.state.selection;
    const isBlock = empty || !$from.parent.inlineContent;
    const range =
      isBlock && $from.parent.inlineContent ? { from: $from.start(), to: $from.end() } : { from, to };
    this.#chosen = anchorOf(editor.state, range.from, range.to);
    const { quote } = this.#chosen;
    const shown = this.#form.querySelector("blockquote")!;
    shown.textContent = quote;
    shown.hidden = quote === "";
    this.#form.hidden = false;
    this.#open();
    this.#form.querySelector("textarea")?.focus();
    this.#redraw();
  }

  #open(): void {
    const aside = document.getElementById("aside");
    if (aside && getComputedStyle(aside).display === "none") aside.showPopover();
  }

  async #send(form: HTMLFormElement): Promise<void> {
    const editor = this.#editor!;
    const fields = new FormData(form);
    const range = this.#chosen && findAnchor(editor.state, this.#chosen);
    if (range) {
      const { quote, prefix, suffix, place } = anchorOf(editor.state, range.from, range.to);
      for (const [name, value] of Object.entries({ quote, before: prefix, after: suffix, place }))
        fields.set(name, value);
    }
    const answer = await fetch(form.action, {
      method: "POST",
      body: fields,
      headers: { ...requestHeaders(), Accept: "application/json" },
      credentials: "same-origin",
    }).catch(() => undefined);
    const said = (await answer?.json().catch(() => undefined)) as { id?: string; error?: string } | undefined;
    if (!said?.id) return this.#fail(form, said?.error ?? word("comment_failed"));
    if (editor.isEditable && range) this.#mark(range, said.id);
    this.#close(form);
    announce(word("comment_sent"));
    this.refresh();
  }

  #fail(form: HTMLFormElement, text: string): void {
    const line = form.querySelector<HTMLElement>(".field-error")!;
    line.textContent = text;
    line.hidden = false;
  }

  #close(form: HTMLFormElement): void {
    form.reset();
    form.hidden = true;
    form.querySelector<HTMLElement>(".field-error")!.hidden = true;
    this.#chosen = undefined;
    this.#redraw();
  }

  /** Who may write hangs the thread on a mark in the text, which nothing that happens there takes off its words. */
  #mark({ from, to }: Range, id: string): void {
    const editor = this.#editor!;
    const type = editor.schema.marks.comment!;
    editor.view.dispatch(editor.state.tr.addMark(from, to, type.create({ id })));
  }

  #onSwapped = (): void => this.#read();

  #onBeside = (event: Event): void => {
    const target = event.target as Element;
    if (target.closest("[data-comment-begin]")) {
      event.preventDefault();
      return this.compose();
    }
    const form = target.closest<HTMLFormElement>("[data-comment-form]");
    if (form && target.closest("[data-comment-cancel]")) return this.#close(form);
    if (form && target.closest("[type=submit]")) {
      event.preventDefault();
      if (form.reportValidity()) void this.#send(form);
      return;
    }
    const thread = target.closest<HTMLElement>(".comment-thread");
    if (thread && !target.closest("button, a, summary, form")) this.goTo(thread.dataset.comment ?? "");
  };

  /** The threads as the section beside the text has them. */
  #read(): void {
    const shown = document.querySelectorAll<HTMLElement>("#document-comments .comment-thread[data-open]");
    this.#threads = [...shown].map(({ dataset }) => ({
      id: dataset.comment ?? "",
      anchor: {
        quote: dataset.quote ?? "",
        prefix: dataset.prefix ?? "",
        suffix: dataset.suffix ?? "",
        place: dataset.place ?? "",
      },
    }));
    this.#redraw();
  }

  #redraw(): void {
    const editor = this.#editor;
    if (editor && !editor.isDestroyed) editor.view.dispatch(editor.state.tr.setMeta(key, true));
  }

  #catchUp(): void {
    const section = document.getElementById("document-comments");
    if (!section || !this.#isBehind) return;
    const isWriting = [...section.querySelectorAll("textarea")].some(
      (field) => field === document.activeElement || field.value !== "",
    );
    if (isWriting) return;
    this.#isBehind = false;
    section.dispatchEvent(new Event("fourleaf:comments"));
  }

  /** Where each open thread is in the text. */
  #places(state: EditorState): Map<string, Range[]> {
    const marked = marksIn(state.doc);
    const found = new Map<string, Range[]>();
    for (const { id, anchor } of this.#threads) {
      const own = marked.get(id);
      const range = own ? undefined : findAnchor(state, anchor);
      if (own) found.set(id, own);
      else if (range) found.set(id, [range]);
    }
    return found;
  }

  #draw(state: EditorState): DecorationSet {
    const made = [...this.#places(state)].flatMap(([id, ranges]) =>
      ranges.map(({ from, to }) =>
        Decoration.inline(from, to, { class: "commented", "data-thread": id }, { id, inclusiveEnd: false }),
      ),
    );
    const chosen = this.#chosen && findAnchor(state, this.#chosen);
    if (chosen) made.push(Decoration.inline(chosen.from, chosen.to, { class: "commented is-here" }));
    return DecorationSet.create(state.doc, made);
  }

  #threadAt(at: number): string | undefined {
    return key.getState(this.#editor!.state)?.find(at, at)[0]?.spec.id as string | undefined;
  }

  /** A thread is pointed at beside the text when the caret comes into its words. */
  #showHere(): void {
    const here = this.#threadAt(this.#editor!.state.selection.from);
    for (const thread of document.querySelectorAll<HTMLElement>(".comment-thread"))
      thread.classList.toggle("is-here", thread.dataset.comment === here);
  }

  #onClick(at: number): boolean {
    const id = this.#threadAt(at);
    const thread = id ? document.getElementById(`comment-${id}`) : null;
    if (!thread) return false;
    this.#open();
    thread.scrollIntoView({ block: "nearest" });
    return false;
  }

  /** To the words of a thread. */
  goTo(id: string): void {
    const editor = this.#editor!;
    const range = this.#places(editor.state).get(id)?.[0];
    if (!range) return;
    const aside = document.getElementById("aside");
    if (aside?.matches(":popover-open")) aside.hidePopover();
    editor.chain().setTextSelection(range.from).scrollIntoView().focus().run();
  }
}

/** The words under the mark of each thread. */
function marksIn(doc: Node): Map<string, Range[]> {
  const found = new Map<string, Range[]>();
  doc.descendants((node, from) => {
    for (const { type, attrs } of node.marks) {
      if (type.name !== "comment") continue;
      const ranges = found.get(attrs.id) ?? [];
      const last = ranges.at(-1);
      const to = from + node.nodeSize;
      if (last?.to === from) last.to = to;
      else ranges.push({ from, to });
      found.set(attrs.id, ranges);
    }
  });
  return found;
}
