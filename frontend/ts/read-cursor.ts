/** <read-cursor data-url data-at [data-thread data-last]>: tells the server up to where this person has read a stream
 * or a thread, once it was really on screen. */
import { noteMove, showRead } from "./counts.ts";
import { pausing, post } from "./page.ts";

class ReadCursor extends HTMLElement {
  #at = 0;
  #told = 0;
  #opened = false;
  #seen: IntersectionObserver | undefined;
  #added: MutationObserver | undefined;
  #later = pausing(900, () => this.#tell());

  connectedCallback(): void {
    this.#at = this.#told = Number(this.dataset.at ?? 0);
    this.#seen = new IntersectionObserver((entries) => this.#note(entries), { threshold: 0.5 });
    this.#added = new MutationObserver(() => this.#observe());
    const topic = this.#topic();
    if (topic) this.#added.observe(topic, { childList: true });
    this.#look();
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

  #topic(): HTMLElement | null {
    const { thread } = this.dataset;
    return document.querySelector(
      `live-topic${thread ? `[data-thread="${thread}"]` : ":not([data-thread])"}`,
    );
  }

  #articles(): HTMLElement[] {
    return [...(this.#topic()?.querySelectorAll<HTMLElement>(":scope > article[data-sequence]") ?? [])];
  }

  #isWatched(): boolean {
    return !document.hidden && !document.body.classList.contains("blank");
  }

  /** Somebody looks: what was opened counts at once, what stands further down when it comes on screen. */
  #look(): void {
    this.#observe();
    if (!this.#isWatched() || this.#opened) return;
    this.#opened = true;
    if (!this.dataset.thread) return this.#openLinked();
    this.#at = Math.max(this.#at, Number(this.dataset.last ?? 0));
    this.#tell();
  }

  /** A post that a link led to has been read: a mention in it waits no longer. */
  #openLinked(): void {
    const linked = this.#articles().find((article) => location.hash === `#${article.id}`);
    if (!linked) return;
    const fields = { choice: "read", read_to: linked.dataset.sequence ?? "" };
    post(`/posts/${linked.id.replace("post-", "")}/following/`, fields).catch(() => undefined);
  }

  #observe(): void {
    for (const article of this.#articles()) this.#seen?.observe(article);
  }

  /** A tall post never shows half of itself: filling half of the screen counts as well. */
  #note(entries: IntersectionObserverEntry[]): void {
    if (!this.#isWatched()) return;
    for (const { isIntersecting, intersectionRect, target } of entries) {
      const enough = isIntersecting || intersectionRect.height > innerHeight / 2;
      if (enough) this.#at = Math.max(this.#at, Number((target as HTMLElement).dataset.sequence));
    }
    if (this.#at > this.#told) this.#later();
  }

  #onVisibility = (): void => {
    if (document.hidden) return this.#tell(true);
    this.#seen?.disconnect();
    this.#look();
  };

  #onLeave = (): void => this.#tell(true);

  #tell(keepalive = false): void {
    if (this.#at <= this.#told || !this.dataset.url) return;
    const sequence = this.#at;
    const before = this.#told;
    this.#told = sequence;
    this.#send(this.dataset.url, String(sequence), keepalive).catch(() => {
      this.#told = before;
    });
  }

  async #send(url: string, sequence: string, keepalive: boolean): Promise<void> {
    if (this.dataset.thread) {
      await post(url, { choice: "read", read_to: sequence }, keepalive);
      return;
    }
    noteMove();
    await post(url, { sequence }, keepalive);
    const topic = this.#topic();
    const last = Number(this.#articles().at(-1)?.dataset.sequence ?? 0);
    if (topic?.dataset.later === undefined && last <= this.#at) showRead(topic?.dataset.topic ?? "");
  }
}

customElements.define("read-cursor", ReadCursor);
