/** <read-cursor data-url data-at>: tells the server up to where this person has read, once it was really on screen. */
import { pausing, post } from "./page.ts";

class ReadCursor extends HTMLElement {
  #at = 0;
  #told = 0;
  #seen: IntersectionObserver | undefined;
  #added: MutationObserver | undefined;
  #later = pausing(900, () => this.#tell());

  connectedCallback(): void {
    this.#at = this.#told = Number(this.dataset.at ?? 0);
    this.#seen = new IntersectionObserver((entries) => this.#note(entries), { threshold: 0.5 });
    this.#added = new MutationObserver(() => this.#observe());
    const topic = document.querySelector("live-topic:not([data-thread])");
    if (topic) this.#added.observe(topic, { childList: true });
    this.#observe();
    document.addEventListener("visibilitychange", this.#onVisibility);
    addEventListener("pagehide", this.#onLeave);
  }

  disconnectedCallback(): void {
    this.#tell(true);
    this.#seen?.disconnect();
    this.#added?.disconnect();
    document.removeEventListener("visibilitychange", this.#onVisibility);
    removeEventListener("pagehide", this.#onLeave);
  }

  #observe(): void {
    for (const article of document.querySelectorAll("live-topic:not([data-thread]) > article[data-sequence]"))
      this.#seen?.observe(article);
  }

  /** A tall post never shows half of itself: filling half of the screen counts as well. */
  #note(entries: IntersectionObserverEntry[]): void {
    if (document.hidden || document.body.classList.contains("blank")) return;
    for (const { isIntersecting, intersectionRect, target } of entries) {
      const enough = isIntersecting || intersectionRect.height > innerHeight / 2;
      if (enough) this.#at = Math.max(this.#at, Number((target as HTMLElement).dataset.sequence));
    }
    if (this.#at > this.#told) this.#later();
  }

  #onVisibility = (): void => {
    if (document.hidden) return this.#tell(true);
    this.#seen?.disconnect();
    this.#observe();
  };

  #onLeave = (): void => this.#tell(true);

  #tell(keepalive = false): void {
    if (this.#at <= this.#told || !this.dataset.url) return;
    const sequence = this.#at;
    const before = this.#told;
    this.#told = sequence;
    post(this.dataset.url, { sequence: String(sequence) }, keepalive).catch(() => {
      this.#told = before;
    });
  }
}

customElements.define("read-cursor", ReadCursor);
