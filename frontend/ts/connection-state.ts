/** <connection-state>: one line above the page while the line to the server is down, and when it is back. */

import type { ConnectionState as State } from "./live/protocol.ts";
import { icon, make } from "./page.ts";
import { live } from "./topics.ts";
import { word } from "./words.ts";

const BRIEF = 1_500;

class ConnectionState extends HTMLElement {
  #off: (() => void) | undefined;
  #timer = 0;
  #told = false;

  connectedCallback(): void {
    if (document.body.dataset.person) this.#off = live().onState((state) => this.#take(state));
  }

  disconnectedCallback(): void {
    this.#off?.();
  }

  /** A hiccup shorter than a breath is nobody's business. */
  #take(state: State): void {
    clearTimeout(this.#timer);
    if (state === "open") return this.#isBack();
    if (state === "signed-out") return location.reload();
    this.#timer = window.setTimeout(() => this.#tell(state), BRIEF);
  }

  #tell(state: State): void {
    this.#told = true;
    const offline = !navigator.onLine;
    this.#show("wifi-off", word(offline ? "offline" : "reconnecting"), "banner");
    this.dataset.state = state;
  }

  #isBack(): void {
    dispatchEvent(new Event("fourleaf:back"));
    if (!this.#told) return;
    this.#told = false;
    this.dataset.state = "back";
    this.#show("check", word("back"), "banner back");
    this.#timer = window.setTimeout(() => {
      this.dataset.state = "open";
      this.replaceChildren();
    }, 4_000);
  }

  #show(symbol: string, text: string, kind: string): void {
    this.replaceChildren(make("div", { class: kind }, icon(symbol), make("span", {}, text)));
  }
}

customElements.define("connection-state", ConnectionState);
