/** <shortcut-sheet>: what the keys do, opened by "?". */
import type { DocumentEditor } from "./document-editor.ts";
import { icon, make } from "./page.ts";
import { word } from "./words.ts";

const keys: [string[], string][] = [
  [["?"], "key_sheet"],
  [["Ctrl", "K"], "key_palette"],
  [["/"], "key_search"],
  [["g", "h"], "key_home"],
  [["j"], "key_next"],
  [["k"], "key_previous"],
  [["u"], "key_unread"],
  [["c"], "key_write"],
  [["r"], "key_reply"],
  [["e"], "key_edit"],
  [["b"], "key_bookmark"],
  [["Ctrl", "Enter"], "key_send"],
  [["Shift", "Esc"], "key_blank"],
];

class ShortcutSheet extends HTMLElement {
  #dialog: HTMLDialogElement | undefined;

  open(): void {
    this.#dialog ??= this.#build();
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  #build(): HTMLDialogElement {
    const close = make("button", { class: "button button-icon", "aria-label": word("close") }, icon("x"));
    const head = make(
      "div",
      { class: "dialog-head" },
      make("h2", { id: "shortcuts-title" }, word("shortcuts")),
    );
    head.append(make("form", { method: "dialog" }, close));
    const list = make("dl", { class: "shortcuts" });
    const here = document.querySelector<DocumentEditor>("document-editor")?.keys ?? [];
    for (const [names, what] of [...keys.map(([each, name]) => [each, word(name)] as const), ...here])
      list.append(make("dt", {}, ...names.map((name) => make("kbd", {}, name))), make("dd", {}, what));
    const dialog = make("dialog", { "aria-labelledby": "shortcuts-title" }, head, list);
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    this.append(dialog);
    return dialog;
  }
}

customElements.define("shortcut-sheet", ShortcutSheet);
