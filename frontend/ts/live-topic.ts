/** <live-topic data-topic data-after [data-thread] [data-later]>: the posts of a space or a thread, kept up to date. */
import htmx from "htmx.org";
import { leaveSpace } from "./copies.ts";
import { enliven } from "./enliven.ts";
import type { PostFrame, TopicMessage } from "./live/protocol.ts";
import { indexFor } from "./order.ts";
import { keepAnswers } from "./own-answers.ts";
import { announce, icon, language, make, person, toast, zone } from "./page.ts";
import { dayOf, sayTime } from "./times.ts";
import { live } from "./topics.ts";
import { word } from "./words.ts";

const NEAR = 160;

export class LiveTopic extends HTMLElement {
  #off: (() => void) | undefined;
  #button: HTMLButtonElement | undefined;
  #missed = 0;

  connectedCallback(): void {
    const { topic, after } = this.dataset;
    if (!topic) return;
    if (!this.dataset.thread) this.#openAtTheRightPlace();
    this.#off = live().subscribe(topic, after ? Number(after) : null, (message) => this.receive(message));
    addEventListener("scroll", this.#onScroll, { passive: true });
  }

  disconnectedCallback(): void {
    this.#off?.();
    this.#button?.remove();
    removeEventListener("scroll", this.#onScroll);
  }

  /** Take one message of the topic. */
  receive(message: TopicMessage): void {
    if (message.kind === "post") this.#place(message);
    else if (message.kind === "closed") this.#close();
    else if (message.kind === "reload")
      toast(word("reload"), { label: word("reload_act"), run: () => location.reload() });
  }

  get posts(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(":scope > article.post[data-sequence]")];
  }

  /** Show an own post at once, before the server has answered. */
  showPending(article: HTMLElement): void {
    this.querySelector(":scope > .empty")?.remove();
    this.append(article);
    this.scrollToEnd();
  }

  /** Put the server's post where the pending one stood; the live frame may have been faster. */
  settle(pending: HTMLElement, html: string): void {
    const isAtEnd = this.#isAtEnd();
    pending.remove();
    const article = parse(html);
    if (article) this.#insert(article);
    if (isAtEnd) this.#stayAtEnd(article);
  }

  /** One's own post stays above the composer, also when its pictures come; unless the reader has moved. */
  #stayAtEnd(article: HTMLElement | null): void {
    this.scrollToEnd();
    let stood = scrollY;
    for (const picture of article?.querySelectorAll("img") ?? [])
      picture.addEventListener("load", () => {
        if (scrollY !== stood) return;
        this.scrollToEnd();
        stood = scrollY;
      });
  }

  scrollToEnd(): void {
    this.#missed = 0;
    this.#showButton();
    const end = this.dataset.thread ? this.lastElementChild : document.documentElement;
    if (this.dataset.thread) end?.scrollIntoView({ block: "nearest" });
    else scrollTo({ top: document.documentElement.scrollHeight });
  }

  #place(frame: PostFrame): void {
    if (frame.root) this.#refresh(frame.root);
    const article = parse(frame.fragment);
    if (!article || this.#refresh(frame.fragment) || frame.name !== "PostAdded") return;
    if (!this.#belongs(frame)) return;
    if (this.dataset.later === undefined) this.#arrive(article, frame);
    else this.#count(frame);
  }

  /** Put a newer version of a post where its older one stands; true if this topic shows it. */
  #refresh(html: string): boolean {
    const article = parse(html);
    if (!article) return false;
    const name = CSS.escape(article.id);
    for (const old of document.querySelectorAll(`.thread-root > #${name}`)) this.#replace(old, article);
    const old = this.querySelector(`:scope > #${name}`);
    if (old) this.#replace(old, article);
    return old !== null;
  }

  /** A stream holds what starts a thread; a thread pane holds the answers to its post. */
  #belongs(frame: PostFrame): boolean {
    return (frame.thread ?? "") === (this.dataset.thread ?? "");
  }

  #arrive(article: HTMLElement, frame: PostFrame): void {
    const own = frame.author === person();
    const atEnd = this.#isAtEnd();
    if (document.hidden && !own) this.#divideNew(article);
    if (own && frame.key) this.querySelector(`:scope > [data-sending="${CSS.escape(frame.key)}"]`)?.remove();
    this.#insert(article);
    const name = article.querySelector(".post-author")?.textContent ?? "";
    if (!own) announce(word(this.dataset.thread ? "reply_announced" : "post_announced", { name }));
    if (own || (atEnd && !document.hidden)) this.scrollToEnd();
    else this.#count(frame);
  }

  #insert(article: HTMLElement): void {
    const double = this.querySelector(`:scope > #${CSS.escape(article.id)}`);
    if (double) return;
    this.querySelector(":scope > .empty")?.remove();
    const posts = this.posts;
    const index = indexFor(
      posts.map((post) => ({ id: post.id, sequence: Number(post.dataset.sequence) })),
      Number(article.dataset.sequence),
    );
    const next = posts[index];
    const pending = this.querySelector(":scope > article.post:not([data-sequence])");
    this.insertBefore(article, next ?? pending);
    if (!this.dataset.thread) this.#divideDays(article, posts[index - 1]);
    this.#quicken(article);
  }

  #replace(old: Element, fresh: HTMLElement): void {
    const article = fresh.cloneNode(true) as HTMLElement;
    if (!article.dataset.sequence && old instanceof HTMLElement) {
      article.dataset.sequence = old.dataset.sequence ?? "";
    }
    keepAnswers(old, article);
    const held = old.contains(document.activeElement);
    old.replaceWith(article);
    this.#quicken(article);
    if (held) article.focus({ preventScroll: true });
  }

  #quicken(article: HTMLElement): void {
    enliven(article);
    htmx.process(article);
  }

  #divideDays(article: HTMLElement, before: HTMLElement | undefined): void {
    const at = instantOf(article);
    const last = before && instantOf(before);
    if (!at || (last && dayOf(last, zone()) === dayOf(at, zone()))) return;
    const day = make("h2", { class: "day" }, make("span", {}, sayTime(at, "day", language(), zone())));
    this.insertBefore(day, article);
  }

  #divideNew(article: HTMLElement): void {
    if (this.querySelector("#new") || this.dataset.thread) return;
    const at = instantOf(article) ?? new Date();
    const time = sayTime(at, "clock", language(), zone());
    this.append(
      make(
        "div",
        { class: "day new", id: "new", role: "separator" },
        make("span", {}, word("new_since", { time })),
      ),
    );
  }

  #count(frame: PostFrame): void {
    if (frame.author === person() || frame.name !== "PostAdded" || !this.#belongs(frame)) return;
    this.#missed += 1;
    this.#showButton();
  }

  #showButton(): void {
    const dock = this.parentElement?.querySelector(".dock");
    if (!dock) return;
    if (this.#missed === 0) return this.#button?.setAttribute("hidden", "");
    this.#button ??= this.#makeButton(dock);
    this.#button.hidden = false;
    this.#button.replaceChildren(word("new_posts", { count: this.#missed }), icon("arrow-down"));
  }

  #makeButton(dock: Element): HTMLButtonElement {
    const button = make("button", { type: "button", class: "new-posts" });
    button.addEventListener("click", () => {
      const latest = this.dataset.later;
      if (latest) location.assign(latest);
      else this.scrollToEnd();
    });
    dock.prepend(button);
    return button;
  }

  #isAtEnd(): boolean {
    const page = document.documentElement;
    if (this.dataset.thread) return true;
    return page.scrollHeight - scrollY - innerHeight < NEAR;
  }

  #onScroll = (): void => {
    if (this.#missed > 0 && this.dataset.later === undefined && this.#isAtEnd()) {
      this.#missed = 0;
      this.#showButton();
    }
  };

  /** First unread if there is one, else the latest; a link to a post keeps its own place. */
  #openAtTheRightPlace(): void {
    if (location.hash.length > 1 || this.dataset.stay !== undefined) return;
    const go = () => {
      const fresh = this.querySelector<HTMLElement>("#new");
      if (fresh) fresh.scrollIntoView({ block: "start" });
      else this.scrollToEnd();
      return scrollY;
    };
    history.scrollRestoration = "manual";
    const opened = go();
    // Fonts and pictures that arrive later move the text: go there again, unless the reader has moved.
    if (document.readyState !== "complete")
      addEventListener("load", () => scrollY === opened && go(), { once: true });
  }

  #close(): void {
    this.#off?.();
    leaveSpace(this.dataset.topic ?? "");
    toast(word("closed"));
    const composers = `post-composer[data-topic="${this.dataset.topic}"]`;
    for (const composer of document.querySelectorAll<HTMLElement & { close(): void }>(composers))
      composer.close();
  }
}

function instantOf(article: HTMLElement): Date | undefined {
  const time = article.querySelector<HTMLTimeElement>(".post-time time, time[datetime]");
  return time ? new Date(time.dateTime) : undefined;
}

/** The server's own fragment, sanitised there; scripts in a template never run. */
function parse(html: string): HTMLElement | null {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.querySelector<HTMLElement>("article.post");
}

customElements.define("live-topic", LiveTopic);
