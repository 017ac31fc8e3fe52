/** Whom a draft interrupts: the sentence of the server, asked for again when the names in the text change. */
import { post } from "./page.ts";

const PAUSE = 500;

export class Reach {
  #form: HTMLFormElement;
  #line: HTMLElement | null;
  #said: string;
  #timer = 0;
  #turn = 0;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#line = form.querySelector<HTMLElement>(".composer-numbers");
    this.#said = this.#asks(form.querySelector("textarea")?.defaultValue);
    this.#rush?.addEventListener("change", () => void this.#ask());
  }

  /** The text has changed. */
  note(): void {
    clearTimeout(this.#timer);
    if (this.#asks() !== this.#said) this.#timer = window.setTimeout(() => void this.#ask(), PAUSE);
  }

  /** The text was sent: the next one is in a hurry again. */
  renew(): void {
    if (this.#rush) this.#rush.checked = false;
    this.note();
  }

  get #rush(): HTMLInputElement | null {
    return this.#form.querySelector<HTMLInputElement>("input[name=no_rush]");
  }

  /** All that the numbers depend on: what follows each @, and whether it can wait. */
  #asks(body = this.#field("body")): string {
    return [...(body.match(/@[^\n@]{1,80}/g) ?? []), this.#rush?.checked ? "later" : ""].join("\n");
  }

  async #ask(): Promise<void> {
    const url = this.#line?.dataset.url;
    if (!url || !this.#line) return;
    const turn = ++this.#turn;
    const asked = this.#asks();
    const fields = { body: this.#field("body"), thread: this.#field("thread") };
    const answer = await post(url, this.#rush?.checked ? { ...fields, no_rush: "on" } : fields).catch(
      () => null,
    );
    if (!answer?.ok || turn !== this.#turn) return;
    this.#said = asked;
    const words = await answer.text();
    if (this.#line.textContent !== words) this.#line.textContent = words;
  }

  #field(name: string): string {
    const field = this.#form.elements.namedItem(name);
    return field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement ? field.value : "";
  }
}

/** <reach-line> in a plain form: the line keeps up with what is typed. */
class ReachLine extends HTMLElement {
  connectedCallback(): void {
    const form = this.closest("form");
    if (!form) return;
    const reach = new Reach(form);
    form.addEventListener("input", () => reach.note());
  }
}

customElements.define("reach-line", ReachLine);
