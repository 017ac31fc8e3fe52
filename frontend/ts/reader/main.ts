/** A document for who only reads it: a quiet line says when its text has changed, and brings the new one when asked to. */
import { icon, make } from "../page.ts";

const [SYNC, UPDATE] = [0, 2];
/** Close codes: signed out, may read it no more, no such document. */
const FINAL = new Set([4401, 4403, 4404]);
const RETRY = 5_000;

interface Ticket {
  ticket: string;
  path: string;
  sequence: number;
}

export function begin(host: HTMLElement): () => void {
  const reading = new Reading(host);
  return () => reading.close();
}

/** Nothing is typed here. */
export const keys = (): [string[], string][] => [];

class Reading {
  readonly #host: HTMLElement;
  readonly #line = make("div", { role: "status" });
  #socket: WebSocket | undefined;
  #retry = 0;
  #isOver = false;
  #wasRefused = false;

  constructor(host: HTMLElement) {
    this.#host = host;
    host.prepend(this.#line);
    void this.#listen();
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#retry);
    this.#socket?.close();
  }

  /** Ask how far the text is, then hear of what comes; what came between the two is asked for once more. */
  async #listen(): Promise<void> {
    const answer = await this.#ask();
    if (this.#isOver) return;
    if (answer?.status === 403 || answer?.status === 404) return this.#lose();
    if (!answer?.ok) return this.#later();
    const { ticket, path, sequence } = (await answer.json()) as Ticket;
    this.#compare(sequence);
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}${path}?ticket=${ticket}`);
    socket.binaryType = "arraybuffer";
    socket.onmessage = async ({ data }: MessageEvent<ArrayBuffer>) => {
      const [kind, step] = new Uint8Array(data);
      if (kind !== SYNC) return;
      if (step === UPDATE) return this.#say();
      const again = await this.#ask(); // the server says the first word once it has let one in
      if (again?.ok) this.#compare(((await again.json()) as Ticket).sequence);
    };
    socket.onclose = ({ code }) => {
      if (this.#isOver) return;
      const asksAtOnce = FINAL.has(code) && !this.#wasRefused;
      this.#wasRefused = FINAL.has(code);
      if (asksAtOnce) void this.#listen();
      else this.#later();
    };
    this.#socket = socket;
  }

  #ask(): Promise<Response | undefined> {
    const how: RequestInit = { credentials: "same-origin", redirect: "manual" };
    return fetch(this.#host.dataset.ticketUrl ?? "", how).catch(() => undefined);
  }

  #compare(sequence: number): void {
    if (sequence > Number(this.#host.dataset.sequence)) this.#say();
  }

  #later(): void {
    this.#retry = window.setTimeout(() => void this.#listen(), RETRY);
  }

  #say(): void {
    if (this.#line.hasChildNodes()) return;
    const show = make("button", { type: "button", class: "button button-small" }, this.#word("show"));
    show.addEventListener("click", () => void this.#show());
    this.#line.append(
      make("p", { class: "notice small" }, icon("refresh-cw"), make("span", {}, this.#word("changed")), show),
    );
  }

  /** The text as it is now; where the reader is on the page stays. */
  async #show(): Promise<void> {
    const answer = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => undefined);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector<HTMLElement>("document-reader");
    const text = now?.querySelector(".document-text");
    const before = this.#host.querySelector(".document-text");
    if (!now || !text || !before) return location.reload();
    this.#host.dataset.sequence = now.dataset.sequence ?? "0";
    this.#line.replaceChildren();
    bring(before, text);
  }

  #lose(): void {
    this.close();
    this.#host.replaceChildren(
      make("p", { class: "notice", role: "status" }, icon("info"), this.#word("lost")),
    );
  }

  #word(name: string): string {
    return this.#host.dataset[name] ?? "";
  }
}

/** Blocks that stayed as they were are left alone, so that nothing above the reader's eyes moves. */
function bring(before: Element, now: Element): void {
  const [old, fresh] = [before, now].map((text) => text.querySelector("article"));
  if (!old || !fresh) return before.replaceWith(now);
  const there = [...old.children];
  const wanted = [...fresh.children];
  let start = 0;
  while (start < Math.min(there.length, wanted.length) && same(there[start], wanted[start])) start++;
  let [end, last] = [there.length, wanted.length];
  while (end > start && last > start && same(there[end - 1], wanted[last - 1]))
    [end, last] = [end - 1, last - 1];
  for (const gone of there.slice(start, end)) gone.remove();
  const after = there[end] ?? null;
  for (const come of wanted.slice(start, last)) old.insertBefore(come, after);
}

const same = (one: Element | undefined, other: Element | undefined): boolean =>
  one?.outerHTML === other?.outerHTML;
