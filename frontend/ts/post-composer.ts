/** <post-composer data-topic data-space data-draft-url [data-thread] [data-enter="send"]> around a plain form. */
import { browserPlaces, DraftKeeper } from "./drafts.ts";
import { type Lane, laneOf } from "./lane.ts";
import { later } from "./later.ts";
import type { LiveTopic } from "./live-topic.ts";
import type { Mentions } from "./mentions.ts";
import { type Unsent, unsentOf } from "./outbox.ts";
import { icon, isWriting, make, person, post, toast } from "./page.ts";
import { Pending } from "./pending.ts";
import type { Reach } from "./reach.ts";
import { live } from "./topics.ts";
import { Uploads } from "./uploads.ts";
import { word } from "./words.ts";

const TYPING_EVERY = 3_000;
/** Here the name of a team is cut off in the middle; who reads it stands above and in the field's name. */
const narrow = matchMedia("(width < 30rem)");

export class PostComposer extends HTMLElement {
  #form!: HTMLFormElement;
  #field!: HTMLTextAreaElement;
  #uploads!: Uploads;
  #mentions: Mentions | undefined;
  #reach: Reach | undefined;
  #resumed: Promise<void> = Promise.resolve();
  #sentAt = 0;
  #typedAt = 0;
  #drafts: DraftKeeper | undefined;
  #preview = make("div", { class: "composer-preview prose", hidden: "", "aria-live": "polite" });

  connectedCallback(): void {
    const form = this.querySelector("form");
    const field = form?.querySelector<HTMLTextAreaElement>("textarea[name=body]");
    if (!form || !field || this.#field) return;
    this.#form = form;
    this.#field = field;
    this.#uploads = new Uploads(this.dataset.space ?? "", Number(this.dataset.mostBytes ?? 0));
    later((part) => this.#help(part));
    field.closest("form")?.querySelector(".composer-foot")?.before(this.#preview, this.#uploads.element);
    this.#listen();
    this.#noteFilled();
    this.#shorten();
    this.#resumed = this.#showUnsent();
    void this.#resumeDraft();
  }

  disconnectedCallback(): void {
    removeEventListener("fourleaf:back", this.#retry);
    removeEventListener("online", this.#retry);
    removeEventListener("pagehide", this.#leave);
    narrow.removeEventListener("change", this.#shorten);
    removeEventListener("pointerdown", this.#hold, true);
  }

  /** Names to choose from and the count of who is called come after the page, and look at what stands there then. */
  #help(part: { Mentions: typeof Mentions; Reach: typeof Reach }): void {
    this.#mentions = new part.Mentions(this.#field, this.dataset.space ?? "");
    this.#reach = new part.Reach(this.#form);
    if (this.#field.value !== this.#field.defaultValue) this.#field.dispatchEvent(new Event("input"));
    this.#reach.note();
  }

  /** Nobody can write here any more: what was half written stays, to be read and copied. */
  close(): void {
    const body = this.#field?.value.trim();
    if (!body) return this.remove();
    const words = make("p", { class: "pending-words", dir: "auto", tabindex: "0" }, body);
    const told = make("div", { class: "grow stack-tight" }, make("p", {}, word("closed_text")), words);
    this.replaceWith(
      make("div", { class: "notice notice-wait", role: "status" }, icon("triangle-alert"), told),
    );
  }

  #listen(): void {
    this.#form.addEventListener("submit", (event) => {
      const { submitter } = event;
      if (submitter?.hasAttribute("formaction") && !this.#uploads.isBusy) return this.#drafts?.goOn();
      event.preventDefault();
      if (submitter?.hasAttribute("formaction")) void this.#goOn(submitter);
      else void this.#send();
    });
    this.#form.addEventListener("input", () => this.#onInput());
    this.#field.addEventListener("keydown", (event) => this.#onKey(event));
    this.#field.addEventListener("paste", (event) => this.#takeFiles(event.clipboardData, event));
    const chooser = this.#form.querySelector<HTMLInputElement>("input[type=file]");
    chooser?.addEventListener("change", () => {
      this.#uploads.add([...(chooser.files ?? [])]);
      chooser.value = "";
    });
    this.#form
      .querySelector("[data-act=preview]")
      ?.addEventListener("click", (event) => void this.#togglePreview(event.currentTarget as HTMLElement));
    this.#listenToDrops();
    addEventListener("fourleaf:back", this.#retry);
    addEventListener("online", this.#retry);
    addEventListener("pagehide", this.#leave);
    narrow.addEventListener("change", this.#shorten);
    addEventListener("pointerdown", this.#hold, true);
  }

  #shorten = (): void => {
    this.#field.placeholder = narrow.matches ? word("write_short") : (this.#field.ariaLabel ?? "");
  };

  #listenToDrops(): void {
    this.#form.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.#form.classList.add("dropping");
    });
    for (const name of ["dragleave", "drop"])
      this.#form.addEventListener(name, () => this.#form.classList.remove("dropping"));
    this.#form.addEventListener("drop", (event) => this.#takeFiles(event.dataTransfer, event));
  }

  #takeFiles(data: DataTransfer | null, event: Event): void {
    if (!data?.files.length) return;
    event.preventDefault();
    this.#uploads.add([...data.files]);
  }

  #onInput(): void {
    this.#noteFilled();
    this.#reach?.note();
    this.#drafts?.note(this.#field.value);
    const topic = this.dataset.topic;
    if (!topic || !isWriting(document.activeElement) || Date.now() - this.#typedAt < TYPING_EVERY) return;
    this.#typedAt = Date.now();
    live().typing(topic, this.dataset.thread);
  }

  #onKey(event: KeyboardEvent): void {
    if (this.#mentions?.takeKey(event) || event.isComposing) return;
    const sends = this.dataset.enter === "send" ? !event.shiftKey : event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && sends) {
      event.preventDefault();
      this.#form.requestSubmit();
    } else if (event.key === "Escape" && !event.shiftKey) this.#field.blur();
  }

  #noteFilled(): void {
    const filled = this.#field.value.trim() !== "" || !this.#uploads.isEmpty;
    this.#form.classList.toggle("filled", filled);
  }

  async #send(): Promise<void> {
    await Promise.all([this.#resumed, this.#uploads.done()]);
    if (this.#uploads.failed) return this.#askAboutFailed(this.#uploads.failed);
    const body = this.#field.value.trim();
    const data = new FormData(this.#form);
    if (!body && !data.has("attachments")) return this.#field.focus();
    data.delete("uploads");
    data.delete("csrfmiddlewaretoken");
    data.set("body", body);
    const key = newKey();
    data.set("key", key);
    const fields = [...data].map(([name, value]): [string, string] => [name, String(value)]);
    const { files } = this.#uploads;
    this.#empty();
    this.#sentAt = Math.max(Date.now(), this.#sentAt + 1);
    this.#start({
      key,
      person: person(),
      url: this.#form.action,
      fields,
      body,
      files,
      at: this.#sentAt,
      ...here(),
    });
  }

  /** To the page where it becomes a poll, an announcement or a later post, once its files have arrived. */
  async #goOn(submitter: HTMLElement): Promise<void> {
    await this.#uploads.done();
    this.#form.requestSubmit(submitter);
  }

  /** A file that did not get in is taken out by its author, never by the way. */
  #askAboutFailed(failed: HTMLElement): void {
    toast(word("file_not_in"));
    failed.querySelector("button")?.focus();
  }

  #start(unsent: Unsent): void {
    dispatchEvent(new CustomEvent("fourleaf:shown", { detail: unsent.key }));
    new Pending(unsent, this.#topic(), this.#lane(), (back) => this.#putBack(back)).resume();
  }

  #lane(): Lane {
    return laneOf(`${this.#form.action} ${this.dataset.thread ?? ""}`);
  }

  #empty(): void {
    this.#field.value = "";
    this.#uploads.clear();
    this.#mentions?.close();
    this.#preview.hidden = true;
    for (const choice of this.#form.querySelectorAll("select")) choice.selectedIndex = 0;
    this.#noteFilled();
    this.#reach?.renew();
    this.#drafts?.note(this.#field.value);
    this.#field.focus();
  }

  #putBack({ body, files }: Unsent): void {
    this.#field.value = [this.#field.value, body].filter(Boolean).join("\n\n");
    this.#uploads.restore(files ?? []);
    this.#form.dispatchEvent(new Event("input"));
    this.#field.focus();
  }

  #topic(): LiveTopic | null {
    const { topic, thread } = this.dataset;
    const which = thread ? `[data-thread="${thread}"]` : ":not([data-thread])";
    return document.querySelector<LiveTopic>(`live-topic[data-topic="${topic}"]${which}`);
  }

  /** Go on with what was written last, here or elsewhere; a form that came back with an error is newer still. */
  async #resumeDraft(): Promise<void> {
    const { draftUrl, thread = "" } = this.dataset;
    const field = this.#field;
    if (!draftUrl || field.getAttribute("aria-invalid")) return;
    const server = { body: field.defaultValue, at: Number(field.dataset.drafted ?? 0) };
    const places = browserPlaces(async (body, seen, keepalive) => {
      const answer = await post(draftUrl, { body, thread, seen: String(seen) }, keepalive);
      const { ok, redirected, status, headers } = answer;
      return { ok, redirected, status, at: Number(headers.get("X-Drafted") ?? 0) };
    });
    this.#drafts = new DraftKeeper(person(), `${draftUrl} ${thread}`, server, places);
    this.#drafts.note(field.value);
    const body = await this.#drafts.newest();
    if (field.value !== server.body || body === server.body) return;
    field.value = body;
    this.#noteFilled();
    this.#reach?.note();
  }

  #leave = (): void => this.#drafts?.leave();

  /** Neither shrink nor grow until a press, and the menu it opens, is over: what moves under the finger loses the click. */
  #hold = (event: Event): void => {
    const isHere = this.contains(event.target as Node);
    if (isHere === this.contains(document.activeElement) || event.target === this.#field) return;
    const { classList } = this.#form;
    const shape = isHere || classList.contains("still") ? "still" : "held";
    const loosen = () => classList.remove(shape);
    const letGo = () =>
      setTimeout(() => {
        const menu = this.#form.querySelector(":popover-open");
        if (menu) menu.addEventListener("beforetoggle", loosen, { once: true });
        else loosen();
      }, 50);
    classList.add(shape);
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, letGo, { once: true });
  };

  #retry = (): void => {
    this.#lane().wake();
    this.#drafts?.wake();
  };

  async #showUnsent(): Promise<void> {
    const all = await unsentOf(person()).catch(() => []);
    for (const unsent of all.filter((one) => one.url === this.#form.action && this.#isOurs(one)))
      this.#start(unsent);
  }

  #isOurs(unsent: Unsent): boolean {
    const thread = unsent.fields.find(([name]) => name === "thread")?.[1] ?? "";
    return thread === (this.dataset.thread ?? "");
  }

  async #togglePreview(button: HTMLElement): Promise<void> {
    const show = this.#preview.hidden;
    button.setAttribute("aria-pressed", String(show));
    this.#preview.hidden = !show;
    if (!show) return this.#field.focus();
    const answer = await post("/preview/", { body: this.#field.value, space: this.dataset.space ?? "" });
    if (answer.ok) this.#preview.innerHTML = await answer.text();
    if (!this.#preview.textContent?.trim()) this.#preview.textContent = word("empty_preview");
  }
}

/** The page on which something is written, for when it waits and another page shows it. */
function here(): { page: string; where: string } {
  return { page: location.pathname, where: document.querySelector("main h1")?.textContent?.trim() ?? "" };
}

/** A key that no other message has, also where the page is not served securely. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

customElements.define("post-composer", PostComposer);
