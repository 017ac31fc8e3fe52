/** Files on their way: each shows its progress, its error, and can be taken out again. */
import type { Stored } from "./outbox.ts";
import { icon, language, make, post, requestHeaders } from "./page.ts";
import { sayBytes } from "./sizes.ts";
import { word } from "./words.ts";

interface Answer extends Stored {
  error?: string;
}

/** What the server takes with one message. */
const MOST_FILES = 10;

export class Uploads {
  readonly element = make("ul", { class: "composer-files" });
  readonly #space: string;
  readonly #most: number;
  readonly #going = new Set<Promise<void>>();

  constructor(space: string, most: number) {
    this.#space = space;
    this.#most = most;
  }

  get isBusy(): boolean {
    return this.#going.size > 0;
  }

  get isEmpty(): boolean {
    return this.element.childElementCount === 0;
  }

  /** Wait until nothing is on its way any more. */
  async done(): Promise<void> {
    await Promise.allSettled([...this.#going]);
  }

  clear(): void {
    this.element.replaceChildren();
  }

  /** The files that arrived, as the message will hold them. */
  get files(): Stored[] {
    const held = [...this.element.querySelectorAll<HTMLInputElement>("input[name=attachments]")];
    return held.map((input) => ({ id: input.value, name: input.dataset.name ?? "" }));
  }

  /** The first file that did not get in, so that nobody sends without it unawares. */
  get failed(): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(".failed");
  }

  /** Add as many as one message holds; the rest is named and not even begun. */
  add(files: Iterable<File>): void {
    const all = [...files];
    const { fit, rest } = whatFits(all, this.element.querySelectorAll(".file:not(.failed)").length);
    for (const file of fit) {
      const going = this.#send(file).finally(() => this.#going.delete(going));
      this.#going.add(going);
    }
    if (rest.length > 0) this.#refuse(rest.map(({ name }) => name));
  }

  /** Take files back that the server still holds, from a message that was not accepted. */
  restore(files: readonly Stored[]): void {
    for (const file of files) {
      const item = make(
        "li",
        { class: "file" },
        icon("file"),
        make("span", { class: "file-name" }, file.name),
      );
      const taken = new AbortController();
      item.append(this.#remover(item, file.name, taken));
      this.#hold(item, file, taken.signal);
      this.element.append(item);
    }
  }

  #refuse(names: readonly string[]): void {
    const text = word("too_many_files", { most: MOST_FILES, names: names.join(", ") });
    const item = make("li", { class: "file failed", role: "alert" }, icon("file"), make("span", {}, text));
    item.append(this.#remover(item, names.join(", "), new AbortController()));
    this.element.append(item);
    this.element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #hold(item: HTMLElement, { id, name }: Stored, taken: AbortSignal): void {
    taken.addEventListener("abort", () => takeBack(id));
    item.append(make("input", { type: "hidden", name: "attachments", value: id, "data-name": name }));
  }

  async #send(file: File): Promise<void> {
    const progress = make("progress", {
      max: "100",
      value: "0",
      "aria-label": word("uploading", { name: file.name }),
    });
    const item = make(
      "li",
      { class: "file" },
      icon("file"),
      make("span", { class: "file-name" }, file.name),
      progress,
    );
    const taken = new AbortController();
    item.append(this.#remover(item, file.name, taken));
    this.element.append(item);
    try {
      if (this.#most && file.size > this.#most) throw new Error(tooLarge(file.name, this.#most));
      const stored = await upload(file, this.#space, taken.signal, (part) => {
        progress.value = part * 100;
      });
      if (taken.signal.aborted) return takeBack(stored.id);
      this.#hold(item, { id: stored.id, name: file.name }, taken.signal);
      progress.remove();
    } catch (problem) {
      item.classList.add("failed");
      item.setAttribute("role", "alert");
      progress.replaceWith((problem as Error).message || word("upload_failed", { name: file.name }));
    }
    this.element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Out of the message, and off the server where it got there: nothing unsent is left lying about. */
  #remover(item: HTMLElement, name: string, taken: AbortController): HTMLButtonElement {
    const button = make("button", { type: "button", class: "button button-icon button-small" }, icon("x"));
    button.ariaLabel = word("remove", { name });
    button.addEventListener("click", () => {
      taken.abort();
      item.remove();
      this.element.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return button;
  }
}

/** Which files one message can still hold beside those it has, and which not. */
export function whatFits<T>(files: readonly T[], held: number): { fit: T[]; rest: T[] } {
  const room = Math.max(0, MOST_FILES - held);
  return { fit: files.slice(0, room), rest: files.slice(room) };
}

/** Tell the server that a file it holds will not be sent; what it does not hear it clears up later. */
function takeBack(id: string): void {
  post(`/files/${id}/removal/`, {}, true).catch(() => undefined);
}

function tooLarge(name: string, most: number): string {
  return word("too_large", { name, most: most ? sayBytes(most, language()) : "" });
}

/** XMLHttpRequest, because fetch does not tell how far an upload is. */
function upload(
  file: File,
  space: string,
  taken: AbortSignal,
  tell: (part: number) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/files/");
    request.responseType = "json";
    for (const [name, value] of Object.entries(requestHeaders())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => tell(event.total ? event.loaded / event.total : 0);
    request.onerror = request.onabort = () => reject(new Error(""));
    taken.addEventListener("abort", () => request.abort());
    request.onload = () => {
      const stored = request.response as Answer | null;
      if (request.status < 300 && stored) resolve(stored);
      else reject(new Error(stored?.error ?? ""));
    };
    const fields = new FormData();
    fields.set("file", file);
    fields.set("space", space);
    request.send(fields);
  });
}
