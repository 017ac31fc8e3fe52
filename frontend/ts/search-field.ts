/** <search-field data-url>: how the filter that is being typed could go on. What is typed leaves only for that. */
import { drawOption, type Found } from "./found.ts";
import { Listbox } from "./listbox.ts";
import { Newest } from "./newest.ts";
import { announce, getJson, make, pausing } from "./page.ts";
import { word } from "./words.ts";

/** The filter that ends at the caret, or letters that may begin one; nothing in the middle of plain words. */
export function filterAt(text: string, caret: number): { start: number; typed: string } | null {
  const match = /(?:^|\s)-?((?:from|in|has|is|before|after):(?:"[^":]*|[^\s":]*)|[a-z]{1,6})$/i.exec(
    text.slice(0, caret),
  );
  return match ? { start: caret - match[1]!.length, typed: match[1]! } : null;
}

class SearchField extends HTMLElement {
  #field!: HTMLInputElement;
  #list!: Listbox;
  #asked = new Newest();
  #look = pausing(120, () => void this.#find());

  connectedCallback(): void {
    const field = this.querySelector<HTMLInputElement>("input[type=search]");
    if (!field || this.#field) return;
    this.#field = field;
    const list = make("div", { class: "options", role: "listbox", id: "search-options", hidden: "" });
    list.setAttribute("aria-label", word("ways_to_go_on"));
    field.closest(".row")?.after(list);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": list.id,
    }))
      field.setAttribute(name, value);
    this.#list = new Listbox(field, list, (option) => this.#insert(option));
    field.addEventListener("input", () => this.#look());
    field.addEventListener("blur", () => this.#close());
    field.addEventListener("keydown", (event) => this.#takeKey(event));
    if (!field.value && !matchMedia("(pointer: coarse)").matches) field.focus();
  }

  #takeKey(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.#list.isOpen) {
      event.preventDefault();
      return this.#close();
    }
    const typed = filterAt(this.#field.value, this.#field.selectionStart ?? 0)?.typed ?? "";
    // Enter searches for what is there, unless a filter is half typed.
    if (event.key === "Enter" && !typed.includes(":")) return this.#close();
    this.#list.takeKey(event);
  }

  #close(): void {
    this.#asked.drop();
    this.#list.close();
  }

  async #find(): Promise<void> {
    const field = this.#field;
    const at = document.activeElement === field ? filterAt(field.value, field.selectionStart ?? 0) : null;
    if (!at) return this.#close();
    const url = `${this.dataset.url}?${new URLSearchParams({ q: at.typed })}`;
    const answer = await this.#asked.answerTo((signal) => getJson<{ results: Found[] }>(url, signal));
    if (!answer) return;
    this.#list.show(answer.results.map(drawOption));
    if (answer.results.length > 0) announce(word("results", { count: answer.results.length }));
  }

  #insert(option: HTMLElement): void {
    const field = this.#field;
    const caret = field.selectionStart ?? field.value.length;
    const at = filterAt(field.value, caret);
    const text = option.dataset.insert ?? "";
    if (at) field.setRangeText(text.endsWith(":") ? text : `${text} `, at.start, caret, "end");
    this.#close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("search-field", SearchField);
