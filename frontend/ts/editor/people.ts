/** The names of those who write and comment in a document, by their keys; the server says them. */
import { getJson } from "../page.ts";
import { word } from "../words.ts";
import { toneOf } from "./carets.ts";

export interface Known {
  name: string;
  tone: number;
}

export class People {
  readonly #address: string;
  readonly #names = new Map<string, string>();
  readonly #asked = new Set<string>();
  readonly #listeners: (() => void)[] = [];
  #isAsking = false;

  constructor(address: string, person: string, name: string) {
    this.#address = address;
    this.#names.set(person, name);
  }

  /** Who that is; of whom nothing is known yet is asked for, and `onNews` told. */
  of(person: string): Known {
    if (person && !this.#names.has(person) && !this.#asked.has(person)) {
      this.#asked.add(person);
      void this.#ask();
    }
    return { name: this.#names.get(person) ?? word("suggest_somebody"), tone: person ? toneOf(person) : 0 };
  }

  onNews(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    await Promise.resolve();
    const found = await getJson<Record<string, string>>(this.#address, AbortSignal.timeout(10_000)).catch(
      () => undefined,
    );
    this.#isAsking = false;
    for (const [key, name] of Object.entries(found ?? {})) this.#names.set(key, name);
    for (const tell of this.#listeners) tell();
  }
}
