/** The address of a link: asked for in a dialog, of pages and of mail only. */
import type { Editor } from "@tiptap/core";
import { make } from "../page.ts";
import { word } from "../words.ts";
import { isAddress } from "./extensions.ts";

/** Ask for an address for what is selected; an address without its beginning gets one. */
export function askForLink(editor: Editor): void {
  const before = String(editor.getAttributes("link").href ?? "");
  const field = make("input", {
    type: "text",
    inputmode: "url",
    id: "link-address",
    dir: "ltr",
    autocomplete: "off",
  });
  field.value = before;
  const keep = make("button", { class: "button button-primary" }, word("editor_link_keep"));
  const drop = make("button", { class: "button button-plain", type: "button" }, word("editor_link_drop"));
  const form = make(
    "form",
    { class: "form" },
    make("div", { class: "field" }, make("label", { for: "link-address" }, word("editor_address")), field),
    make("div", { class: "row" }, keep),
  );
  if (before) keep.after(drop);
  const dialog = make("dialog", { class: "editor-dialog", "aria-label": word("editor_link") }, form);
  field.addEventListener("input", () => field.setCustomValidity(""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = completed(field.value.trim());
    if (!isAddress(address)) {
      field.setCustomValidity(word("editor_address_wrong"));
      return void field.reportValidity();
    }
    dialog.close();
    set(editor, address);
  });
  drop.addEventListener("click", () => {
    dialog.close();
    editor.chain().focus().extendMarkRange("link").unsetLink().run();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function completed(text: string): string {
  if (isAddress(text) || text === "") return text;
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(text)) return `mailto:${text}`;
  return /^[\w-]+(\.[\w-]+)+([/?#]\S*)?$/.test(text) ? `https://${text}` : text;
}

function set(editor: Editor, href: string): void {
  const chain = editor.chain().focus().extendMarkRange("link");
  if (editor.state.selection.empty && !editor.isActive("link"))
    chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run();
  else chain.setLink({ href }).run();
}
