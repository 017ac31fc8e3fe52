/** <shown-thing>: what somebody is shown by a grant; it follows what changes, and goes when it is taken back or over. */
import { make, pausing, requestHeaders } from "./page.ts";
import { live } from "./topics.ts";
import { word } from "./words.ts";

/** A browser's timers hold no longer than 24.8 days. */
const LONGEST = 2_000_000_000;
const PAUSE = 150;

class ShownThing extends HTMLElement {
  #off: (() => void) | undefined;
  #timer = 0;
  #look = pausing(PAUSE, () => void this.#refresh());

  connectedCallback(): void {
    this.#off = live().onPerson((name) => {
      if (name === "ShownChanged" || name === "WaitingChanged") this.#look();
    });
    const left = Date.parse(this.dataset.until ?? "") - Date.now();
    if (left < LONGEST) this.#timer = window.setTimeout(this.#look, Math.max(left, 0) + 50);
  }

  disconnectedCallback(): void {
    this.#off?.();
    clearTimeout(this.#timer);
  }

  /** The page itself is asked again: who may see it is decided there and nowhere else. */
  async #refresh(): Promise<void> {
    const answer = await fetch(this.dataset.url ?? "", {
      headers: requestHeaders(),
      credentials: "same-origin",
    });
    if (answer.status === 404 || answer.redirected) {
      this.replaceChildren(make("p", { class: "notice", role: "status" }, word("shown_no_more")));
      return;
    }
    if (!answer.ok || this.querySelector("textarea")?.value) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("shown-thing");
    if (fresh) this.replaceChildren(...fresh.childNodes);
  }
}

customElements.define("shown-thing", ShownThing);
