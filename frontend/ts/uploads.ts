/** Files on their way: each shows its progress, its error, and can be taken out again. */
import { icon, language, make, post, requestHeaders } from "./page.ts";
import { sayBytes } from "./sizes.ts";
import { word } from "./words.ts";

interface Stored {
  id: string;
  name: string;
  error?: string;
}

export class Uploads {
  readonly element = make("ul", { class: "composer-files" });
  readonly #space: string;
  readonly #most: number;
  readonly #going = new Set<Promise<void>>();

  constructor(space: string, most: number) {
    this.#space = space;
    this.#most = most;
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

  add(files: Iterable<File>): void {
    for (const file of files) {
      const going = this.#send(file).finally(() => this.#going.delete(going));
      this.#going.add(going);
    }
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
      taken.signal.addEventListener("abort", () => takeBack(stored.id));
      item.append(make("input", { type: "hidden", name: "attachments", value: stored.id }));
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
): Promise<Stored> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/files/");
    request.responseType = "json";
    for (const [name, value] of Object.entries(requestHeaders())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => tell(event.total ? event.loaded / event.total : 0);
    request.onerror = request.onabort = () => reject(new Error(""));
    taken.addEventListener("abort", () => request.abort());
    request.onload = () => {
      const stored = request.response as Stored | null;
      if (request.status < 300 && stored) resolve(stored);
      else reject(new Error(stored?.error ?? ""));
    };
    const fields = new FormData();
    fields.set("file", file);
    fields.set("space", space);
    request.send(fields);
  });
}
