/** The editor of a document: takes the place of the painted text once it holds the same. */
import { Editor } from "@tiptap/core";
import { Collaboration } from "@tiptap/extension-collaboration";
import { Gapcursor, Placeholder } from "@tiptap/extensions";
import * as Y from "yjs";
import { tell } from "../copies.ts";
import { isShared } from "../kept.ts";
import { announce, icon, make, pausing, person, post, toast } from "../page.ts";
import { word } from "../words.ts";
import { carets, company } from "./carets.ts";
import { Commenting } from "./commenting.ts";
import { contents } from "./extensions.ts";
import { type Ending, Line, type Standing } from "./line.ts";
import { askForLink } from "./linking.ts";
import { mentioning } from "./mentioning.ts";
import { isTooLong, provenance, withLists } from "./pasting.ts";
import { People } from "./people.ts";
import { addPictures, bringing, picturesIn } from "./pictures.ts";
import { Seen } from "./seen.ts";
import { SuggestionList } from "./side.ts";
import { noStore, type Store, storeOf } from "./store.ts";
import { Suggesting } from "./suggesting.ts";
import { authorOf, suggestionAt, withoutOthers } from "./suggestions.ts";
import { keys, Tools } from "./tools.ts";
import { takeWords } from "./words.ts";

export { keys };

const SYMBOLS: Record<Standing, string> = {
  opening: "refresh-cw",
  saved: "check",
  saving: "refresh-cw",
  offline: "wifi-off",
};
const ENDINGS: Record<Ending, string> = {
  lost: "editor_lost",
  "read-only": "editor_read_only",
  refused: "editor_refused",
  "signed-out": "editor_signed_out",
};
const COUNTING = 300;

/** Begin to edit in a <document-editor>; answers how to stop. */
export function begin(host: HTMLElement): () => void {
  takeWords();
  const writing = new Writing(host);
  return () => writing.close();
}

class Writing {
  readonly #host: HTMLElement;
  readonly #doc = new Y.Doc();
  readonly #line: Line;
  readonly #store: Store;
  readonly #people: People;
  readonly #commenting = new Commenting();
  readonly #suggesting: Suggesting;
  readonly #standing = make("span", { class: "editor-standing" });
  readonly #company = make("span");
  readonly #here = make("span", { class: "editor-here" });
  readonly #acts = make("span", { class: "editor-acts" });
  readonly #count = make("span", { class: "editor-count" });
  readonly #bar = make("div", { class: "editor-bar" });
  #now: Standing = "opening";
  #editor: Editor | undefined;
  #tools: Tools | undefined;
  #seen: Seen | undefined;
  #isOver = false;

  constructor(host: HTMLElement) {
    this.#host = host;
    this.#bar.append(
      make(
        "p",
        { class: "editor-state" },
        this.#standing,
        this.#company,
        this.#here,
        this.#count,
        this.#acts,
      ),
    );
    host.prepend(this.#bar);
    const { document: key = "", name = "", ticketUrl = "", peopleUrl = "", settledUrl = "" } = host.dataset;
    this.#store = this.#mayWrite ? storeOf(person(), key, this.#doc) : noStore;
    this.#people = new People(peopleUrl, person(), name);
    this.#suggesting = new Suggesting(this.#doc, person(), this.#people, settledUrl);
    this.#line = new Line(
      this.#doc,
      ticketUrl,
      this.#mayWrite ? "editor" : "commenter",
      (standing) => this.#show(standing),
      (ending) => void this.#end(ending),
      () => this.#commenting.refresh(),
    );
    this.#show("opening");
    this.#line.provider.on("sync", (isSynced: boolean) => {
      if (isSynced) this.#mount();
    });
    this.#line.provider.awareness.on("change", () => this.#sayCompany());
    void this.#begin();
    addEventListener("beforeunload", this.#onLeave);
    document.querySelector(".outline")?.addEventListener("click", this.#onContents);
  }

  get #mayWrite(): boolean {
    return this.#host.dataset.role === "editor";
  }

  close(): void {
    this.#isOver = true;
    this.#commenting.end();
    removeEventListener("beforeunload", this.#onLeave);
    this.#line.close();
    this.#seen?.close();
    this.#editor?.destroy();
    this.#store.close();
    this.#doc.destroy();
  }

  /** What is kept here shows at once; the line adds what others wrote. */
  async #begin(): Promise<void> {
    await this.#store.ready;
    if (this.#isOver) return;
    if (this.#doc.getXmlFragment("default").length > 0) this.#mount();
    await this.#line.open();
  }

  #mount(): void {
    if (this.#editor || this.#isOver) return;
    const place = make("div", { class: "editor-place" });
    this.#editor = new Editor({
      element: place,
      injectCSS: false,
      editable: this.#mayWrite,
      extensions: [
        ...contents(this.#host.dataset.picturesUrl),
        Gapcursor,
        Placeholder.configure({ placeholder: word("editor_empty") }),
        Collaboration.configure({ document: this.#doc, field: "default" }),
        carets(this.#line.provider, person(), this.#host.dataset.name ?? ""),
        provenance(this.#host.dataset.hint ?? "", (hint) => void this.#tellTaken(hint)),
        bringing(),
        mentioning(this.#host.dataset.mentionableUrl ?? ""),
        this.#suggesting.extension,
        this.#commenting.extension,
      ],
      editorProps: {
        attributes: {
          class: "prose document",
          dir: "auto",
          role: "textbox",
          "aria-multiline": "true",
          "aria-label": word("editor_text"),
        },
        transformPastedHTML: withLists,
        handlePaste: (_view, event) =>
          refused(event.clipboardData) || this.#takePictures(event.clipboardData),
        handleDrop: (view, event, _slice, moved) => {
          if (moved) return false;
          const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
          return refused(event.dataTransfer) || this.#takePictures(event.dataTransfer, at);
        },
        transformPasted: withoutOthers,
        handleKeyDown: (_view, event) => this.#onKey(event),
      },
      onUpdate: () => this.#recount(),
      onSelectionUpdate: () => this.#sayWhose(),
    });
    if (this.#mayWrite) {
      this.#tools = new Tools(this.#editor, this.#host.dataset.icons ?? "");
      this.#bar.prepend(this.#tools.element);
      this.#acts.append(this.#mode());
    }
    this.#acts.append(this.#commenter());
    new SuggestionList(this.#editor, this.#suggesting, this.#people);
    this.#commenting.begin(this.#editor);
    this.#seen = new Seen(this.#editor, () => void this.#tellSeen());
    this.#host.querySelector(".document-text")?.replaceWith(place);
    this.#recount();
    this.#sayCompany();
    this.#goToPlace();
  }

  /** The painted text had the place of the address; the editor has it too. */
  #goToPlace(): void {
    const [, kind, key = ""] = /^#(mention|comment)-([0-9a-f-]{36})$/.exec(location.hash) ?? [];
    if (kind === "comment") this.#commenting.goTo(key);
    const named = `[data-type="mention"][data-id="${key}"]`;
    if (kind === "mention") this.#editor?.view.dom.querySelector(named)?.scrollIntoView({ block: "center" });
  }

  /** Pictures that are pasted, or dropped at a place; whether there were any. */
  #takePictures(brought: DataTransfer | null, at?: number): boolean {
    const files = this.#mayWrite ? picturesIn(brought) : [];
    if (files.length === 0) return false;
    if (at !== undefined) this.#editor!.commands.setTextSelection(at);
    void addPictures(this.#editor!, files);
    return true;
  }

  /** Whether one writes, or suggests. */
  #mode(): HTMLElement {
    const hint = `${word("suggest_mode_help")} (Alt+Shift+S)`;
    const button = act("pencil", word("suggest_mode"), hint, () => this.#switchMode());
    button.setAttribute("aria-pressed", "false");
    return button;
  }

  #switchMode(): void {
    this.#suggesting.isOn = !this.#suggesting.isOn;
    this.#acts.querySelector("[aria-pressed]")?.setAttribute("aria-pressed", String(this.#suggesting.isOn));
    this.#host.classList.toggle("is-suggesting", this.#suggesting.isOn);
  }

  #commenter(): HTMLElement {
    const label = word("comment_begin");
    return act("message-square", label, `${label} (Alt+Shift+M)`, () => this.#commenting.compose());
  }

  /** Keys by where they are: with Alt and Shift a Mac writes other letters. */
  #onSuggestionKey({ code }: KeyboardEvent): boolean {
    if (code === "KeyM") this.#commenting.compose();
    else if (!this.#mayWrite) return false;
    else if (code === "KeyS") this.#switchMode();
    else if (code === "KeyN") this.#suggesting.goOn();
    else if (code === "KeyA") return this.#suggesting.settleHere(true);
    else if (code === "KeyR") return this.#suggesting.settleHere(false);
    else return false;
    return true;
  }

  /** Whose suggestion the caret is in. */
  #sayWhose(): void {
    const { doc, selection } = this.#editor!.state;
    const id = suggestionAt(doc, selection.from);
    const text = id ? word("suggest_by", { name: this.#people.of(authorOf(id)).name }) : "";
    if (text !== this.#here.textContent) this.#here.textContent = text;
  }

  /** From the text to the tools, and to the address of a link. */
  #onKey(event: KeyboardEvent): boolean {
    if (event.altKey && event.shiftKey && this.#onSuggestionKey(event)) event.preventDefault();
    else if (event.altKey && event.key === "F10") this.#tools?.focus();
    else if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === "k")
      askForLink(this.#editor!);
    else return false;
    event.stopPropagation();
    return true;
  }

  /** The headings that the page lists are those of the painted text: go to the one in the editor instead. */
  #onContents = (event: Event): void => {
    const links = [...document.querySelectorAll(".outline a")];
    const number = links.indexOf((event.target as Element).closest("a")!);
    const headings = [...(this.#editor?.view.dom.querySelectorAll("h2, h3, h4, h5") ?? [])];
    const wanted = headings.filter((heading) => heading.textContent?.trim())[number];
    if (number < 0 || !wanted) return;
    event.preventDefault();
    wanted.scrollIntoView();
  };

  /** Text of another document was pasted; whether it is really there, and may be read, the server sees for itself. */
  async #tellTaken(hint: string): Promise<void> {
    await post(this.#host.dataset.takingsUrl ?? "", { hint }).catch(() => undefined);
  }

  /** What others wrote has been before the reader: whether it has arrived is counted, not who has it. */
  async #tellSeen(): Promise<void> {
    await post(this.#host.dataset.seenUrl ?? "", {}).catch(() => undefined);
  }

  #recount = pausing(COUNTING, () => {
    if (!this.#editor || this.#isOver) return;
    const { doc } = this.#editor.state;
    const count = doc.textBetween(0, doc.content.size, " ", " ").split(/\s+/).filter(Boolean).length;
    this.#count.textContent = word("editor_words", { count });
  });

  #sayCompany(): void {
    this.#company.textContent = this.#editor ? company(this.#line.provider) : "";
  }

  #show(standing: Standing): void {
    const before = this.#now;
    this.#now = standing;
    const text = word(standing === "offline" && isShared() ? "editor_offline_shared" : `editor_${standing}`);
    this.#standing.replaceChildren(icon(SYMBOLS[standing]), text);
    this.#standing.dataset.standing = standing;
    if (standing === "saved") void this.#suggesting.say();
    if (standing === "offline") announce(text);
    else if (standing === "saved" && before === "offline") announce(word("editor_back"));
  }

  /** Nothing more can be written: say why, and keep nothing that may not stay. */
  async #end(ending: Ending): Promise<void> {
    if (this.#isOver) return;
    const notice = make(
      "p",
      { class: "notice", role: "status" },
      icon("info"),
      make("span", {}, word(ENDINGS[ending])),
    );
    const left = ending === "signed-out" ? [] : keeping(this.#line.unsent());
    if (ending !== "signed-out") await this.#store.forget();
    this.#editor?.setEditable(false);
    if (ending === "lost") {
      tell(navigator.serviceWorker?.controller ?? null, { kind: "changed", path: location.pathname });
      this.#host.replaceChildren(notice, ...left);
    } else {
      const text = ending === "read-only" ? await painted() : null;
      this.#bar.replaceWith(notice, ...left);
      if (text) this.#host.querySelector(".editor-place, .document-text")?.replaceWith(text);
    }
    if (ending === "lost" || ending === "read-only") this.close();
  }

  /** Where nothing is kept here, leaving takes along what is not saved. */
  #onLeave = (event: BeforeUnloadEvent): void => {
    if (isShared() && (this.#now === "offline" || this.#now === "saving")) event.preventDefault();
  };
}

/** Words that were not taken, to be copied: nothing keeps them any more. */
function keeping(words: string): HTMLElement[] {
  if (!words) return [];
  const place = make("textarea", { readonly: "", rows: "4", dir: "auto" });
  place.value = words;
  return [make("label", { class: "editor-unsent" }, word("editor_unsent"), place)];
}

/** A button beside the tools, which leaves the selection in the text as it is. */
function act(symbol: string, label: string, hint: string, does: () => void): HTMLButtonElement {
  const button = make(
    "button",
    { type: "button", class: "button button-small", title: hint },
    icon(symbol),
    make("span", {}, label),
  );
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", does);
  return button;
}

/** Whether too much is brought at once; then it is said so, and nothing comes in. */
function refused(brought: DataTransfer | null): boolean {
  if (!isTooLong(brought)) return false;
  toast(word("editor_too_long"));
  announce(word("editor_too_long"));
  return true;
}

/** The text as the server paints it now. */
async function painted(): Promise<Element | null> {
  const answer = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => undefined);
  if (!answer?.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".document-text");
}
