/** A message on its way: drawn at once, kept until the server has it, tried again when the line is back. */
import type { Lane, Traveller } from "./lane.ts";
import type { LiveTopic } from "./live-topic.ts";
import { type Fate, fateOf, forget, keep, type Unsent, withAccess } from "./outbox.ts";
import { announce, icon, make, person, requestHeaders } from "./page.ts";
import { deliver } from "./sending.ts";
import { reasonIn, sendLater } from "./unsent.ts";
import { word } from "./words.ts";

export class Pending implements Traveller {
  readonly unsent: Unsent;
  readonly article: HTMLElement;
  readonly #topic: LiveTopic | null;
  readonly #state = make("p", { class: "post-state", role: "status" });
  readonly #putBack: (unsent: Unsent) => void;
  readonly #lane: Lane;
  #kept: Promise<unknown> = Promise.resolve();
  #over = false;

  constructor(unsent: Unsent, topic: LiveTopic | null, lane: Lane, putBack: (unsent: Unsent) => void) {
    this.unsent = unsent;
    this.#topic = topic;
    this.#lane = lane;
    this.#putBack = putBack;
    this.article = drawPending(unsent.body, this.#state);
    this.article.dataset.sending = unsent.key;
    topic?.showPending(this.article);
  }

  get at(): number {
    return this.unsent.at;
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** Show it as it was left: what was refused stays so, all else is sent. */
  resume(): void {
    if (this.unsent.refused === undefined) this.#send();
    else this.#show(this.unsent.refused || word("unsent_refused"));
  }

  /** Keep it, and send it once its turn has come. */
  #send(): void {
    if (this.#over) return;
    delete this.unsent.refused;
    this.#keep();
    this.#showGoing();
    this.#lane.take(this);
  }

  /** Go once; the key makes a second try harmless. */
  async attempt(): Promise<Fate> {
    this.#showGoing();
    await this.#kept;
    const answer = await deliver(this.unsent, requestHeaders()).catch(() => undefined);
    const fate = answer ? fateOf(answer) : "later";
    if (answer && fate === "arrived") await this.#arrive(answer);
    else if (answer && fate === "refused") await this.#refuse(answer);
    return fate;
  }

  /** The line or the server failed, for this one or for an older one: it goes by itself later. */
  wait(): void {
    void sendLater();
    this.#show(word("unsent"));
  }

  #keep(): void {
    this.#kept = keep(this.unsent).catch(() => undefined);
  }

  #showGoing(): void {
    this.article.className = "post mine sending";
    this.#state.replaceChildren(word("sending"));
  }

  async #arrive(answer: Response): Promise<void> {
    const html = await answer.text().catch(() => "");
    await this.#end();
    if (this.#topic && html) this.#topic.settle(this.article, html);
    else location.reload();
    announce(word("sent"));
  }

  /** The server said no: keep the message with its reason, and do not ask again unasked. */
  async #refuse(answer: Response): Promise<void> {
    const page = new DOMParser().parseFromString(await answer.text().catch(() => ""), "text/html");
    const reason = reasonIn(page) || word("unsent_refused");
    this.#agree(page.querySelector<HTMLInputElement>("input[name=shown_access]")?.value);
    if (this.#over) return;
    this.unsent.refused = reason;
    this.#keep();
    this.#show(reason);
  }

  /** The reason says who can read now: whoever sends again, this or another message, has been told. */
  #agree(access: string | undefined): void {
    if (!access) return;
    this.unsent.fields = withAccess(this.unsent.fields, access);
    for (const form of document.querySelectorAll<HTMLFormElement>("post-composer form")) {
      const shown = form.querySelector<HTMLInputElement>("input[name=shown_access]");
      if (shown && form.action === this.unsent.url) shown.value = access;
    }
  }

  #show(text: string): void {
    this.article.className = "post mine unsent";
    this.#state.replaceChildren(
      icon("cloud-off"),
      make("span", {}, text),
      this.#act("try_again", () => this.#tryAgain()),
      this.#act("put_back", () => void this.#end().then(() => this.#backToField())),
      this.#act("discard", () => void this.#end().then(() => this.article.remove())),
    );
  }

  /** Its own turn comes again, and what it waits behind goes first. */
  #tryAgain(): void {
    this.#send();
    this.#lane.wake();
  }

  #act(name: string, run: () => void): HTMLButtonElement {
    const button = make("button", { type: "button", class: "link-button" }, word(name));
    button.addEventListener("click", run);
    return button;
  }

  #backToField(): void {
    this.article.remove();
    this.#putBack(this.unsent);
  }

  async #end(): Promise<void> {
    this.#over = true;
    await this.#kept;
    await forget(this.unsent.key).catch(() => undefined);
  }
}

function drawPending(body: string, state: HTMLElement): HTMLElement {
  const face = document.querySelector(".me .face")?.cloneNode(true) as HTMLElement | undefined;
  face?.classList.remove("face-small");
  const name = document.querySelector(".me .person-name")?.textContent ?? "";
  const head = make("header", { class: "post-head" }, make("b", { class: "post-author" }, name));
  const words = make("div", { class: "prose pending-words", dir: "auto" }, body);
  const article = make("article", { class: "post mine sending", "data-author": person(), tabindex: "-1" });
  article.append(face ?? make("span", { class: "face" }), make("div", {}, head, words, state));
  return article;
}
