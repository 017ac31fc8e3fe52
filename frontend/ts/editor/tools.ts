/** The quiet bar above the text: one row of buttons, one stop of the Tab key. */
import type { Editor } from "@tiptap/core";
import { make } from "../page.ts";
import { word } from "../words.ts";
import { askForFootnote } from "./footnotes.ts";
import { askForLink } from "./linking.ts";
import { askForPicture } from "./pictures.ts";

interface Tool {
  name: string;
  symbol: string;
  keys?: string[];
  act: (editor: Editor) => void;
  isOn?: (editor: Editor) => boolean;
  isShown?: (editor: Editor) => boolean;
}

const isMac = /Mac|iP(ad|hone|od)/.test(navigator.platform);
const MOD = isMac ? "⌘" : "Ctrl";
const inTable = (editor: Editor): boolean => editor.isActive("table");

function toggle(name: string, symbol: string, type: string, act: Tool["act"], keys?: string[]): Tool {
  return { name, symbol, act, isOn: (editor) => editor.isActive(type), ...(keys && { keys }) };
}

const tableTools: Tool[] = [
  {
    name: "add_row",
    symbol: "between-horizontal-start",
    act: (on) => on.chain().focus().addRowAfter().run(),
  },
  {
    name: "add_column",
    symbol: "between-vertical-start",
    act: (on) => on.chain().focus().addColumnAfter().run(),
  },
  { name: "drop_row", symbol: "fold-vertical", act: (on) => on.chain().focus().deleteRow().run() },
  { name: "drop_column", symbol: "fold-horizontal", act: (on) => on.chain().focus().deleteColumn().run() },
  { name: "drop_table", symbol: "trash-2", act: (on) => on.chain().focus().deleteTable().run() },
];

const groups: Tool[][] = [
  [
    { name: "undo", symbol: "undo-2", keys: [MOD, "Z"], act: (on) => on.chain().focus().undo().run() },
    {
      name: "redo",
      symbol: "redo-2",
      keys: [MOD, "Shift", "Z"],
      act: (on) => on.chain().focus().redo().run(),
    },
  ],
  [
    toggle("bold", "bold", "bold", (on) => on.chain().focus().toggleBold().run(), [MOD, "B"]),
    toggle("italic", "italic", "italic", (on) => on.chain().focus().toggleItalic().run(), [MOD, "I"]),
    toggle("strike", "strikethrough", "strike", (on) => on.chain().focus().toggleStrike().run(), [
      MOD,
      "Shift",
      "S",
    ]),
    toggle("code", "code", "code", (on) => on.chain().focus().toggleCode().run(), [MOD, "E"]),
    toggle("link", "link", "link", askForLink, [MOD, "Shift", "K"]),
  ],
  [
    toggle("bullets", "list", "bulletList", (on) => on.chain().focus().toggleBulletList().run(), [
      MOD,
      "Shift",
      "8",
    ]),
    toggle("numbers", "list-ordered", "orderedList", (on) => on.chain().focus().toggleOrderedList().run(), [
      MOD,
      "Shift",
      "7",
    ]),
    toggle("tasks", "list-todo", "taskList", (on) => on.chain().focus().toggleTaskList().run(), [
      MOD,
      "Shift",
      "9",
    ]),
  ],
  [
    toggle("quote", "text-quote", "blockquote", (on) => on.chain().focus().toggleBlockquote().run(), [
      MOD,
      "Shift",
      "B",
    ]),
    toggle("code_block", "square-code", "codeBlock", (on) => on.chain().focus().toggleCodeBlock().run(), [
      MOD,
      "Alt",
      "C",
    ]),
    { name: "picture", symbol: "image", act: askForPicture, isOn: (editor) => editor.isActive("image") },
    { name: "footnote", symbol: "superscript", act: askForFootnote },
    { name: "rule", symbol: "minus", act: (on) => on.chain().focus().setHorizontalRule().run() },
    {
      name: "table",
      symbol: "table",
      isShown: (on) => !inTable(on),
      act: (on) => on.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
    },
  ],
  tableTools.map((tool) => ({ ...tool, isShown: inTable })),
];

const STYLES = [0, 1, 2, 3, 4] as const;
const styleName = (level: number): string =>
  level ? word("editor_heading", { level }) : word("editor_paragraph");

/** What the keys do, for the sheet of shortcuts. */
export function keys(): [string[], string][] {
  const rows = groups.flat().filter((tool) => tool.keys);
  return [
    ...rows.map(({ keys: pressed, name }): [string[], string] => [pressed!, word(`editor_${name}`)]),
    [[MOD, "Alt", "1 … 4"], word("editor_style")],
    [["Alt", "F10"], word("editor_leave")],
    [["Alt", "Shift", "S"], word("suggest_mode")],
    [["Alt", "Shift", "N"], word("suggest_next")],
    [["Alt", "Shift", "A"], word("suggest_accept")],
    [["Alt", "Shift", "R"], word("suggest_reject")],
    [["Alt", "Shift", "M"], word("comment_begin")],
  ];
}

export class Tools {
  readonly element = make("div", {
    class: "editor-tools",
    role: "toolbar",
    "aria-label": word("editor_tools"),
  });
  readonly #editor: Editor;
  readonly #icons: string;
  readonly #styles = make("select", { "aria-label": word("editor_style") });
  readonly #buttons = new Map<HTMLButtonElement, Tool>();

  constructor(editor: Editor, icons: string) {
    this.#editor = editor;
    this.#icons = icons;
    for (const level of STYLES)
      this.#styles.append(make("option", { value: String(level) }, styleName(level)));
    this.#styles.addEventListener("change", () => this.#setStyle(Number(this.#styles.value)));
    for (const group of groups) {
      const box = make("div", { class: "editor-group" }, ...group.map((tool) => this.#button(tool)));
      this.element.append(box);
    }
    this.element.firstElementChild!.after(this.#styles);
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    this.element.addEventListener("focusin", (event) => this.#stopAt(event.target as HTMLElement));
    editor.on("transaction", () => this.#refresh());
    this.#refresh();
    this.#stopAt(this.#stops()[0]!);
  }

  focus(): void {
    this.element.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  #button(tool: Tool): HTMLButtonElement {
    const label = word(`editor_${tool.name}`);
    const button = make(
      "button",
      { type: "button", class: "button button-icon", "aria-label": label },
      this.#draw(tool.symbol),
    );
    button.title = tool.keys ? `${label} (${tool.keys.join("+")})` : label;
    // The text keeps its selection, and a finger keeps the screen's keyboard.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => tool.act(this.#editor));
    this.#buttons.set(button, tool);
    return button;
  }

  #draw(symbol: string): SVGElement {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(space, "use");
    use.setAttribute("href", `${this.#icons}#${symbol}`);
    svg.append(use);
    return svg;
  }

  #setStyle(level: number): void {
    const chain = this.#editor.chain().focus();
    if (level === 1 || level === 2 || level === 3 || level === 4) chain.setHeading({ level }).run();
    else chain.setParagraph().run();
  }

  /** Show what holds where the caret stands. */
  #refresh(): void {
    const editor = this.#editor;
    if (editor.isDestroyed) return;
    const level = editor.isActive("heading") ? editor.getAttributes("heading").level : 0;
    if (this.#styles.value !== String(level)) this.#styles.value = String(level);
    for (const [button, tool] of this.#buttons) {
      if (tool.isOn) button.setAttribute("aria-pressed", String(tool.isOn(editor)));
      if (tool.isShown) button.hidden = !tool.isShown(editor);
    }
  }

  #stops(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("button:not([hidden]), select")];
  }

  #stopAt(element: HTMLElement): void {
    for (const each of this.element.querySelectorAll<HTMLElement>("button, select"))
      each.tabIndex = each === element ? 0 : -1;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === "Escape") return void this.#editor.commands.focus();
    const stops = this.#stops();
    const at = stops.indexOf(event.target as HTMLElement);
    const forward = getComputedStyle(this.element).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const next = { [forward]: at + 1, [back]: at - 1, Home: 0, End: stops.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    stops[(next + stops.length) % stops.length]?.focus();
  }
}
