/** Completion of people after an @ in the text: those who can read it, and others with a word that they cannot. */
import { type Editor, Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { drawOption, type Found } from "../found.ts";
import { Listbox } from "../listbox.ts";
import { mentionAt } from "../mentions.ts";
import { Newest } from "../newest.ts";
import { announce, getJson, make, pausing, toast } from "../page.ts";
import { word } from "../words.ts";

interface Person extends Found {
  id: string;
  reads: boolean;
}

/** What stands for a node in the line before the caret: no @ begins or goes on across one. */
const LEAF = "\ufffc";

export const mentioning = (address: string) =>
  Extension.create({
    name: "mentioning",
    // Before the keys of lists and tables: Enter and Tab choose.
    priority: 1000,
    addProseMirrorPlugins() {
      const { editor } = this;
      let list: Completion | undefined;
      return [
        new Plugin({
          view: () => {
            list = new Completion(editor, address);
            return { update: () => list?.look(), destroy: () => list?.end() };
          },
          props: {
            handleKeyDown: (_view, event) => list?.takeKey(event) ?? false,
            handleDOMEvents: { blur: () => void list?.close() },
          },
        }),
      ];
    },
  });

class Completion {
  readonly #editor: Editor;
  readonly #address: string;
  readonly #element = make("div", {
    class: "options editor-people",
    role: "listbox",
    id: "editor-people",
    "aria-label": word("mention_list"),
    hidden: "",
  });
  readonly #list: Listbox;
  readonly #asked = new Newest();
  #found: Person[] = [];
  #wanted = "";
  #find = pausing(120, () => void this.#ask());

  constructor(editor: Editor, address: string) {
    this.#editor = editor;
    this.#address = address;
    this.#list = new Listbox(editor.view.dom as HTMLElement, this.#element, (option) => this.#choose(option));
  }

  end(): void {
    this.#asked.drop();
    this.#element.remove();
  }

  /** The text or the caret has changed. */
  look(): void {
    const wanted = this.#at()?.wanted;
    if (wanted === this.#wanted) return;
    this.#wanted = wanted ?? "";
    if (wanted === undefined) this.close();
    else this.#find();
  }

  close(): void {
    this.#asked.drop();
    this.#list.close();
  }

  takeKey(event: KeyboardEvent): boolean {
    if (event.key !== "Escape") return this.#list.takeKey(event);
    const wasOpen = this.#list.isOpen;
    this.close();
    return wasOpen;
  }

  /** The @word before the caret, where a mention may stand. */
  #at(): { from: number; to: number; wanted: string } | undefined {
    const { selection, schema } = this.#editor.state;
    const { $from, empty } = selection;
    const { parent, parentOffset } = $from;
    if (!empty || !this.#editor.isEditable || !parent.isTextblock) return undefined;
    if (!parent.canReplaceWith($from.index(), $from.index(), schema.nodes.mention!)) return undefined;
    const line = parent.textBetween(0, parentOffset, LEAF, LEAF);
    const found = mentionAt(line, line.length);
    return found
      ? { from: $from.pos - (line.length - found.start), to: $from.pos, wanted: found.wanted }
      : undefined;
  }

  async #ask(): Promise<void> {
    const at = this.#at();
    if (!at || this.#editor.isDestroyed) return this.close();
    const url = `${this.#address}?${new URLSearchParams({ q: at.wanted })}`;
    const answer = await this.#asked.answerTo((signal) => getJson<{ results: Person[] }>(url, signal));
    if (!answer || this.#editor.isDestroyed || !this.#at()) return;
    this.#found = answer.results;
    this.#list.show(this.#found.map((each) => drawOption(each)));
    this.#place(at.from);
    announce(word("mention_found", { count: this.#found.length }));
  }

  /** Below the @, inside the editor. */
  #place(at: number): void {
    const host = this.#editor.view.dom.closest<HTMLElement>("document-editor");
    if (!host) return;
    host.append(this.#element);
    const box = host.getBoundingClientRect();
    const { left, bottom } = this.#editor.view.coordsAtPos(at);
    const most = box.width - this.#element.offsetWidth;
    this.#element.style.insetBlockStart = `${bottom - box.top + 4}px`;
    this.#element.style.left = `${Math.max(0, Math.min(left - box.left, most))}px`;
  }

  #choose(option: HTMLElement): void {
    const at = this.#at();
    const person = this.#found[this.#list.options.indexOf(option)];
    this.close();
    if (!at || !person) return;
    const attrs = { kind: "person", id: person.id, label: person.label };
    const text = { type: "text", text: " " };
    this.#editor
      .chain()
      .focus()
      .insertContentAt(at, [{ type: "mention", attrs }, text])
      .run();
    if (person.reads) return;
    const said = word("mention_unable", { name: person.label });
    toast(said);
    announce(said);
  }
}
