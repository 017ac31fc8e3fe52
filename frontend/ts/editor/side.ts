/** The list of suggestions beside the text: who suggests what, and accepting and rejecting it. */
import type { Editor } from "@tiptap/core";
import { icon, make, pausing } from "../page.ts";
import { word } from "../words.ts";
import type { People } from "./people.ts";
import type { Suggesting } from "./suggesting.ts";
import { type Suggestion, suggestionAt, suggestionsIn } from "./suggestions.ts";

const SOON = 150;
/** Of a long one only the beginning; the text shows all of it. */
const SHOWN = 200;

export class SuggestionList {
  readonly #section = document.getElementById("document-suggestions");
  readonly #list = make("ul", { class: "suggestions" });
  readonly #all: HTMLElement;
  readonly #editor: Editor;
  readonly #suggesting: Suggesting;
  readonly #people: People;
  #drawn = "";

  constructor(editor: Editor, suggesting: Suggesting, people: People) {
    this.#editor = editor;
    this.#suggesting = suggesting;
    this.#people = people;
    this.#all = make(
      "div",
      { class: "row" },
      this.#button("check-check", "suggest_accept_all", () => suggesting.settle(true)),
      this.#button("x", "suggest_reject_all", () => suggesting.settle(false)),
    );
    this.#section?.querySelector("ul")?.remove();
    this.#section?.append(this.#all, this.#list);
    const later = pausing(SOON, () => this.#draw());
    editor.on("transaction", later);
    people.onNews(later);
    this.#draw();
  }

  #draw(): void {
    if (!this.#section || this.#editor.isDestroyed) return;
    const { doc, selection } = this.#editor.state;
    const found = suggestionsIn(doc);
    const here = suggestionAt(doc, selection.from) ?? "";
    const known = JSON.stringify([
      found.map((each) => [each.id, each.added, each.removed, this.#people.of(each.by).name]),
      here,
    ]);
    if (known === this.#drawn) return;
    this.#drawn = known;
    const focused = (document.activeElement as HTMLElement | null)?.dataset.settles;
    this.#section.hidden = found.length === 0;
    this.#all.hidden = found.length < 2 || !this.#editor.isEditable;
    this.#list.replaceChildren(...found.map((each, at) => this.#item(each, at, each.id === here)));
    if (focused) this.#keepFocus(focused);
  }

  /** After one is settled the keyboard goes on with the one that has come to its place. */
  #keepFocus(settled: string): void {
    const [act, at] = settled.split(" ");
    const next = this.#list.children[Number(at)] ?? this.#list.lastElementChild;
    next?.querySelector<HTMLElement>(`[data-settles^="${act}"]`)?.focus();
  }

  /** `at` is its place in the list. */
  #item(each: Suggestion, at: number, isHere: boolean): HTMLElement {
    const { name, tone } = this.#people.of(each.by);
    const words = make("span", { class: "suggestion-words", dir: "auto" });
    if (each.removed) words.append(make("del", {}, shortened(each.removed)), " ");
    if (each.added) words.append(make("ins", {}, shortened(each.added)));
    const go = make(
      "button",
      { type: "button", class: "suggestion-go" },
      make("b", { class: "suggestion-by" }, make("bdi", {}, name)),
      words,
    );
    go.addEventListener("click", () => this.#suggesting.goTo(each.id));
    const item = make("li", { class: `suggestion by-${tone}${isHere ? " is-here" : ""}` }, go);
    if (this.#editor.isEditable) {
      const accept = this.#button("check", "suggest_accept", () => this.#suggesting.settle(true, [each.id]));
      const reject = this.#button("x", "suggest_reject", () => this.#suggesting.settle(false, [each.id]));
      accept.dataset.settles = `accept ${at}`;
      reject.dataset.settles = `reject ${at}`;
      item.append(make("div", { class: "row" }, accept, reject));
    }
    return item;
  }

  #button(symbol: string, name: string, act: () => void): HTMLButtonElement {
    const button = make("button", { type: "button", class: "button button-small" }, icon(symbol), word(name));
    button.addEventListener("click", act);
    return button;
  }
}

const shortened = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
