/** <connection-state>: one line above the page while the line to the server is down, and when it is back. */

import { isCopy, readAt } from "./copies.ts";
import type { ConnectionState as State } from "./live/protocol.ts";
import { icon, isWriting, language, make, toast, zone } from "./page.ts";
import { dayOf, sayTime } from "./times.ts";
import { live } from "./topics.ts";
import { word } from "./words.ts";

const BRIEF = 1_500;

class ConnectionState extends HTMLElement {
  #off: (() => void) | undefined;
  #timer = 0;
  #told = false;

  connectedCallback(): void {
    if (!document.body.dataset.person) return;
    this.#off = live().onState((state) => this.#take(state));
    addEventListener("offline", this.#onOffline);
    addEventListener("online", this.#onOnline);
    addEventListener("fourleaf:sent", this.#onSent);
    if (!navigator.onLine || isCopy()) this.#onOffline();
  }

  disconnectedCallback(): void {
    this.#off?.();
    removeEventListener("offline", this.#onOffline);
    removeEventListener("online", this.#onOnline);
    removeEventListener("fourleaf:sent", this.#onSent);
  }

  /** The device knows at once; the socket notices much later, if at all. */
  #onOffline = (): void => {
    clearTimeout(this.#timer);
    this.#tell("lost");
  };

  #onOnline = (): void => this.#take(live().state);

  /** What had waited has gone: say so where it was said that it waits. */
  #onSent = (): void => {
    if (this.dataset.state === "back") this.#showBack("back_sent");
  };

  /** A hiccup shorter than a breath is nobody's business. */
  #take(state: State): void {
    clearTimeout(this.#timer);
    if (!navigator.onLine && state !== "signed-out") return this.#tell("lost");
    if (isCopy() && state !== "open" && state !== "signed-out") return this.#tell("lost");
    if (state === "open") return this.#isBack();
    if (state === "signed-out") return location.reload();
    this.#timer = window.setTimeout(() => this.#tell(state), BRIEF);
  }

  #tell(state: State): void {
    this.#told = true;
    this.#show(
      "wifi-off",
      isCopy() ? ageOfCopy() : word(navigator.onLine ? "reconnecting" : "offline"),
      "banner",
    );
    this.dataset.state = state;
  }

  #isBack(): void {
    if (isCopy() && !isWriting(document.activeElement)) return location.reload();
    dispatchEvent(new Event("fourleaf:back"));
    if (isCopy()) toast(word("back_copy"), { label: word("reload_act"), run: () => location.reload() });
    if (!this.#told) return;
    this.#told = false;
    this.dataset.state = "back";
    this.#showBack("back");
  }

  #showBack(name: string): void {
    clearTimeout(this.#timer);
    this.#show("check", word(name), "banner back");
    this.#timer = window.setTimeout(() => {
      this.dataset.state = "open";
      this.replaceChildren();
    }, 4_000);
  }

  #show(symbol: string, text: string, kind: string): void {
    this.replaceChildren(make("div", { class: kind }, icon(symbol), make("span", {}, text)));
  }
}

/** A copy never passes for a fresh page: it says of when it is. */
function ageOfCopy(): string {
  const at = new Date(readAt() || Number.NaN);
  if (Number.isNaN(at.getTime())) return word("offline");
  const isToday = dayOf(at, zone()) === dayOf(new Date(), zone());
  const time = sayTime(at, isToday ? "clock" : "both", language(), zone());
  return `${word("offline_copy", { time })} ${word("offline_kept")}`;
}

customElements.define("connection-state", ConnectionState);
