/** Completion of people, units and roles after an @ in a text field. */
import { drawOption, type Found } from "./found.ts";
import { Listbox } from "./listbox.ts";
import { Newest } from "./newest.ts";
import { announce, getJson, make, pausing } from "./page.ts";
import { word } from "./words.ts";

let made = 0;

/** The @word that ends at the caret: where it starts and what is wanted, or nothing. */
export function mentionAt(text: string, caret: number): { start: number; wanted: string } | null {
  const match = /(?:^|[\s([{"'“‘])@([\p{L}\p{M}\p{N}.'’-]{0,30}(?: [\p{L}\p{M}.'’-]{0,30})?)$/u.exec(
    text.slice(0, caret),
  );
  return match ? { start: caret - match[1]!.length - 1, wanted: match[1]! } : null;
}

export class Mentions {
  readonly #field: HTMLTextAreaElement;
  readonly #space: string;
  readonly #list: Listbox;
  #asked = new Newest();
  #look = pausing(120, () => void this.#find());

  constructor(field: HTMLTextAreaElement, space: string) {
    this.#field = field;
    this.#space = space;
    made += 1;
    const list = make("div", { class: "options", role: "listbox", id: `mentions-${made}`, hidden: "" });
    list.setAttribute("aria-label", word("people_to_mention"));
    field.after(list);
    for (const [name, value] of Object.entries({ "aria-autocomplete": "list", "aria-controls": list.id }))
      field.setAttribute(name, value);
    this.#list = new Listbox(field, list, (option) => this.#insert(option));
    field.addEventListener("input", () => this.#look());
    field.addEventListener("blur", () => this.close());
  }

  /** Answer a key; true when the list used it. */
  takeKey(event: KeyboardEvent): boolean {
    if (event.key === "Escape" && this.#list.isOpen) {
      this.close();
      event.preventDefault();
      return true;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      this.close(); // that sends, also while names are offered
      return false;
    }
    return this.#list.takeKey(event);
  }

  /** Offer nothing, also not what has been asked for and is still on its way. */
  close(): void {
    this.#asked.drop();
    this.#list.close();
  }

  async #find(): Promise<void> {
    const at = this.#wanted();
    if (!at) return this.close();
    const url = `/mentions/?${new URLSearchParams({ q: at.wanted, space: this.#space })}`;
    const answer = await this.#asked.answerTo((signal) => getJson<{ results: Found[] }>(url, signal));
    if (!answer) return;
    const found = answer.results.slice(0, 8);
    this.#list.show(found.map(drawOption));
    announce(word("results", { count: found.length }));
  }

  /** What is to be completed; nothing when the field has been left or emptied meanwhile. */
  #wanted(): { start: number; wanted: string } | null {
    const field = this.#field;
    return document.activeElement === field ? mentionAt(field.value, field.selectionStart) : null;
  }

  #insert(option: HTMLElement): void {
    const field = this.#field;
    const at = mentionAt(field.value, field.selectionStart);
    const text = option.dataset.insert ?? `@${option.dataset.label ?? ""}`;
    if (at) field.setRangeText(`${text} `, at.start, field.selectionStart, "end");
    this.close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
