/** What is pasted: lists as Word copies them (paragraphs that say their level in a style), and where text of ours is from. */
import { Extension } from "@tiptap/core";
import { DOMSerializer, type Fragment, type Schema } from "@tiptap/pm/model";
import { Plugin } from "@tiptap/pm/state";

const LEVEL = /mso-list:[^;]*?level(\d)/;
const NUMBERED = /^\s*\(?(\d+|[a-z]|[ivx]+)[.)]/i;
const IGNORED = '[style*="mso-list:Ignore"], [style*="mso-list: Ignore"]';

/** Characters that come in at once: the server takes five million bytes, and a phone not even those. */
const LONGEST = 1_000_000;

/** Whether this is more than a text takes at once. */
export function isTooLong(pasted: DataTransfer | null): boolean {
  if (!pasted) return false;
  return pasted.getData("text/plain").length > LONGEST || pasted.getData("text/html").length > 5 * LONGEST;
}

/** Make lists of such paragraphs; whatever else does not come from Word stays as it is. */
export function withLists(html: string): string {
  if (!html.includes("mso-list")) return html;
  const page = new DOMParser().parseFromString(html, "text/html");
  let above: Element[] = [];
  for (const item of page.querySelectorAll<HTMLElement>("p[style*='mso-list']")) {
    const level = Number(LEVEL.exec(item.getAttribute("style") ?? "")?.[1] ?? 1);
    if (item.previousElementSibling !== above[0]) above = [];
    above = intoList(page, item, level, above);
  }
  return page.body.innerHTML;
}

/** Put one paragraph into the list of its level; answers the open lists, the outermost first. */
function intoList(page: Document, item: HTMLElement, level: number, above: Element[]): Element[] {
  const marker = item.querySelector(IGNORED);
  const tag = NUMBERED.test(marker?.textContent ?? "") ? "ol" : "ul";
  marker?.remove();
  const open = above.slice(0, level);
  while (open.length < level) {
    const list = page.createElement(tag);
    const parent = open.at(-1)?.lastElementChild;
    if (parent) parent.append(list);
    else if (open.length === 0) item.before(list);
    else break;
    open.push(list);
    if (open.length < level) list.append(page.createElement("li"));
  }
  const entry = page.createElement("li");
  entry.append(item);
  open.at(-1)!.append(entry);
  return open;
}

const FROM = "data-fourleaf-from";
const HINT = new RegExp(` ${FROM}="([\\w.:=-]{20,200})"`);

/** Text is copied with a hint that says to the server of which document it is; of a hint that is pasted it is told. */
export const provenance = (hint: string, tell: (hint: string) => void) =>
  Extension.create({
    name: "provenance",
    addProseMirrorPlugins() {
      const clipboardSerializer = Hinting.of(this.editor.schema, hint);
      return [
        new Plugin({ props: { clipboardSerializer, transformPastedHTML: (html) => told(html, hint, tell) } }),
      ];
    },
  });

function told(html: string, own: string, tell: (hint: string) => void): string {
  const found = HINT.exec(html)?.[1];
  if (found && found !== own) tell(found);
  return html;
}

class Hinting extends DOMSerializer {
  #hint = "";

  static of(schema: Schema, hint: string): Hinting {
    const { nodes, marks } = DOMSerializer.fromSchema(schema);
    const made = new Hinting(nodes, marks);
    made.#hint = hint;
    return made;
  }

  override serializeFragment(
    fragment: Fragment,
    options?: { document?: Document },
    target?: HTMLElement | DocumentFragment,
  ): HTMLElement | DocumentFragment {
    const made = super.serializeFragment(fragment, options, target);
    if (!target) made.firstElementChild?.setAttribute(FROM, this.#hint);
    return made;
  }
}
