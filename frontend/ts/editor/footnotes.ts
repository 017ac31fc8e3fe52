/** The words of a footnote: asked for in a dialog, held in the text where its number stands. */
import type { Editor } from "@tiptap/core";
import { NodeSelection } from "@tiptap/pm/state";
import { make } from "../page.ts";
import { word } from "../words.ts";

/** Ask for the words of the footnote that is selected, or of a new one at the caret; without words it goes. */
export function askForFootnote(editor: Editor): void {
  const { selection, schema } = editor.state;
  const chosen = selection instanceof NodeSelection && selection.node.type.name === "footnote";
  const field = make("textarea", { id: "footnote-words", rows: "3", maxlength: "2000", dir: "auto" });
  field.value = chosen ? selection.node.textContent : "";
  const keep = make("button", { class: "button button-primary" }, word("editor_footnote_keep"));
  const form = make(
    "form",
    { class: "form" },
    make("div", { class: "field" }, make("label", { for: "footnote-words" }, word("editor_footnote")), field),
    make("div", { class: "row" }, keep),
  );
  const dialog = make("dialog", { class: "editor-dialog", "aria-label": word("editor_footnote") }, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = field.value.replace(/\s+/g, " ").trim();
    dialog.close();
    const { from, to } = editor.state.selection;
    const made = words ? [schema.nodes.footnote!.create(null, schema.text(words))] : [];
    const at = chosen ? from : to;
    editor.view.dispatch(editor.state.tr.replaceWith(at, chosen ? to : at, made).scrollIntoView());
    editor.commands.focus();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
