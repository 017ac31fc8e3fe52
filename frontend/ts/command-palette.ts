/** <command-palette data-url>: Ctrl K, then a few letters of a space or a person. */

import { drawOption, type Found } from "./found.ts";
import { isShared } from "./kept.ts";
import { Listbox } from "./listbox.ts";
import { Newest } from "./newest.ts";
import { getJson, icon, make, pausing, person } from "./page.ts";
import { word } from "./words.ts";

const KEPT = 6;

class CommandPalette extends HTMLElement {
  #dialog: HTMLDialogElement | undefined;
  #field!: HTMLInputElement;
  #list!: Listbox;
  #asked = new Newest();
  // Within the dialogue: while it is open, what lies outside is silent.
  #said = make("p", { class: "visually-hidden", role: "status" });
  #look = pausing(90, () => void this.#find());

  connectedCallback(): void {
    this.#remember();
  }

  open(): void {
    this.#dialog ??= this.#build();
    if (this.#dialog.open) return;
    this.#field.value = "";
    this.#dialog.showModal();
    void this.#find();
  }

  #build(): HTMLDialogElement {
    this.#field = make("input", {
      type: "text",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      autocomplete: "off",
      "aria-controls": "palette-results",
      "aria-label": word("go_to"),
      placeholder: word("go_to"),
      spellcheck: "false",
    });
    const results = make("div", { class: "palette-results", role: "listbox", id: "palette-results" });
    results.ariaLabel = word("go_to");
    const search = make("label", { class: "palette-search" }, icon("search"), this.#field);
    const dialog = make("dialog", { class: "palette", "aria-label": word("go_to") }, search, results);
    dialog.append(make("p", { class: "palette-foot" }, word("palette_hint")), this.#said);
    this.#list = new Listbox(this.#field, results, (option) => location.assign(option.dataset.url ?? "/"));
    this.#field.addEventListener("input", () => this.#look());
    this.#field.addEventListener("keydown", (event) => this.#list.takeKey(event));
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => this.#asked.drop());
    this.append(dialog);
    return dialog;
  }

  async #find(): Promise<void> {
    const wanted = this.#field.value.trim();
    this.#asked.drop();
    if (!this.#dialog?.open) return;
    const recent = wanted ? [] : recentPlaces();
    if (recent.length > 0) return this.#show(recent);
    const url = `${this.dataset.url}?${new URLSearchParams({ q: wanted })}`;
    const answer = await this.#asked.answerTo((signal) => getJson<{ results: Found[] }>(url, signal));
    if (answer) this.#show(answer.results);
  }

  #show(found: Found[]): void {
    this.#list.show(found.map(drawOption));
    const count = found.length;
    const said = count > 0 ? word("results", { count }) : word("nothing_found");
    if (count === 0) this.#list.show([make("p", { class: "palette-empty" }, said)]);
    this.#said.textContent = said;
  }

  /** Remember where this person was, for this tab only, and not at all on a shared computer. */
  #remember(): void {
    if (isShared()) return;
    const label = document.querySelector("main h1")?.textContent?.trim();
    if (!label || !/^\/(spaces|people)\/[^/]+\/$/.test(location.pathname)) return;
    const kind = location.pathname.startsWith("/people") ? "person" : "recent";
    const others = recentPlaces().filter((place) => place.url !== location.pathname);
    const places = [{ label, url: location.pathname, kind }, ...others].slice(0, KEPT);
    sessionStorage.setItem(`recent ${person()}`, JSON.stringify(places));
  }
}

function recentPlaces(): Found[] {
  const kept = sessionStorage.getItem(`recent ${person()}`);
  return kept ? (JSON.parse(kept) as Found[]) : [];
}

customElements.define("command-palette", CommandPalette);
