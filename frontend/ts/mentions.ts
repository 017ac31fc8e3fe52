/** Completion of people, units and roles after an @ in a text field. */
import { drawOption, type Found } from "./found.ts";
import { Listbox } from "./listbox.ts";
import { getJson, make, pausing } from "./page.ts";
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
  #asked = new AbortController();
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
    field.addEventListener("blur", () => this.#list.close());
  }

  /** Answer a key; true when the list used it. */
  takeKey(event: KeyboardEvent): boolean {
    if (event.key === "Escape" && this.#list.isOpen) {
      this.#list.close();
      event.preventDefault();
      return true;
    }
    return this.#list.takeKey(event);
  }

  async #find(): Promise<void> {
    const at = mentionAt(this.#field.value, this.#field.selectionStart);
    this.#asked.abort();
    if (!at) return this.#list.close();
    this.#asked = new AbortController();
    const query = new URLSearchParams({ q: at.wanted, space: this.#space });
    try {
      const answer = await getJson<{ results: Found[] }>(`/mentions/?${query}`, this.#asked.signal);
      this.#list.show((answer?.results ?? []).slice(0, 8).map(drawOption));
    } catch {
      // A newer question replaced this one, or the line is down: either way there is nothing to offer.
    }
  }

  #insert(option: HTMLElement): void {
    const field = this.#field;
    const at = mentionAt(field.value, field.selectionStart);
    const text = option.dataset.insert ?? `@${option.dataset.label ?? ""}`;
    if (at) field.setRangeText(`${text} `, at.start, field.selectionStart, "end");
    this.#list.close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
