/** A message on its way: drawn at once, kept until the server has it, tried again when the line is back. */
import type { LiveTopic } from "./live-topic.ts";
import { forget, keep, type Unsent } from "./outbox.ts";
import { announce, icon, make, person, requestHeaders } from "./page.ts";
import { word } from "./words.ts";

const PATIENCE = 15_000;

export class Pending {
  readonly unsent: Unsent;
  readonly article: HTMLElement;
  readonly #topic: LiveTopic | null;
  readonly #state = make("p", { class: "post-state", role: "status" });
  readonly #putBack: (body: string) => void;
  #going = false;
  #over = false;

  constructor(unsent: Unsent, topic: LiveTopic | null, putBack: (body: string) => void) {
    this.unsent = unsent;
    this.#topic = topic;
    this.#putBack = putBack;
    this.article = drawPending(unsent.body, this.#state);
    topic?.showPending(this.article);
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** Send it; the key makes a second try harmless. */
  async send(): Promise<void> {
    if (this.#going || this.#over) return;
    this.#going = true;
    this.article.className = "post mine sending";
    this.#state.replaceChildren(word("sending"));
    await keep(this.unsent).catch(() => undefined);
    try {
      await this.#take(await this.#ask());
    } catch {
      this.#fail(word("unsent"), true);
    } finally {
      this.#going = false;
    }
  }

  #ask(): Promise<Response> {
    const fields = new FormData();
    for (const [name, value] of this.unsent.fields) fields.append(name, value);
    return fetch(this.unsent.url, {
      method: "POST",
      body: fields,
      headers: requestHeaders(),
      signal: AbortSignal.timeout(PATIENCE),
      credentials: "same-origin",
    });
  }

  async #take(answer: Response): Promise<void> {
    if (answer.ok && !answer.redirected) {
      const html = await answer.text();
      await this.#end();
      if (this.#topic) this.#topic.settle(this.article, html);
      else location.reload();
      announce(word("sent"));
    } else if (answer.status >= 500 || answer.redirected) this.#fail(word("unsent"), true);
    else this.#fail((await refusal(answer)) || word("unsent_refused"), false);
  }

  #fail(text: string, mayTry: boolean): void {
    this.article.className = "post mine unsent";
    const acts = [
      this.#act("put_back", () => void this.#end().then(() => this.#backToField())),
      this.#act("discard", () => void this.#end().then(() => this.article.remove())),
    ];
    if (mayTry) acts.unshift(this.#act("try_again", () => void this.send()));
    this.#state.replaceChildren(icon("cloud-off"), make("span", {}, text), ...acts);
  }

  #act(name: string, run: () => void): HTMLButtonElement {
    const button = make("button", { type: "button", class: "link-button" }, word(name));
    button.addEventListener("click", run);
    return button;
  }

  #backToField(): void {
    this.article.remove();
    this.#putBack(this.unsent.body);
  }

  async #end(): Promise<void> {
    this.#over = true;
    await forget(this.unsent.key).catch(() => undefined);
  }
}

/** The first sentence that a refused form says about itself. */
async function refusal(answer: Response): Promise<string> {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector(".field-error, .error-summary, h1 + p")?.textContent?.trim() ?? "";
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
