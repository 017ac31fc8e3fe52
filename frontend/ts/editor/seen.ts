/** What others change while one looks: told to the server once all of it has been on the screen for a moment. */
import type { Editor } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import type { Transaction } from "@tiptap/pm/state";

/** So long something is on a screen before it counts as seen. */
const LOOKED = 2_000;
/** The server hears of it so often at most. */
const REST = 15_000;

export class Seen {
  readonly #tell: () => void;
  readonly #watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) this.#look(target, isIntersecting);
  });
  /** Blocks that are not seen yet, each with the timer that runs while it is on the screen. */
  readonly #waiting = new Map<Element, number>();
  #rest = 0;
  #isNews = false;

  constructor(editor: Editor, tell: () => void) {
    this.#tell = tell;
    editor.on("transaction", ({ transaction }) => this.#onChange(editor, transaction));
    document.addEventListener("visibilitychange", this.#onTurn);
  }

  close(): void {
    document.removeEventListener("visibilitychange", this.#onTurn);
    this.#watch.disconnect();
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    clearTimeout(this.#rest);
  }

  #onChange(editor: Editor, change: Transaction): void {
    const sync = (change.getMeta("y-sync$") ?? {}) as { isChangeOrigin?: boolean };
    if (!change.docChanged || !sync.isChangeOrigin) return;
    for (const block of this.#waiting.keys()) if (!block.isConnected) this.#forget(block);
    for (const place of changed(change.before, change.doc)) {
      const block = editor.view.nodeDOM(place);
      if (!(block instanceof Element)) continue;
      this.#forget(block);
      this.#waiting.set(block, 0);
      this.#watch.observe(block);
    }
  }

  #look(block: Element, isOnScreen: boolean): void {
    clearTimeout(this.#waiting.get(block));
    if (!this.#waiting.has(block)) return;
    const isSeen = isOnScreen && document.visibilityState === "visible";
    this.#waiting.set(block, isSeen ? window.setTimeout(() => this.#saw(block), LOOKED) : 0);
  }

  #saw(block: Element): void {
    this.#forget(block);
    if (this.#waiting.size > 0) return;
    this.#isNews = true;
    if (!this.#rest) this.#say();
  }

  #say(): void {
    this.#rest = 0;
    if (!this.#isNews) return;
    this.#isNews = false;
    this.#tell();
    this.#rest = window.setTimeout(() => this.#say(), REST);
  }

  #forget(block: Element): void {
    clearTimeout(this.#waiting.get(block));
    this.#waiting.delete(block);
    this.#watch.unobserve(block);
  }

  /** Whoever turns to another window sees nothing here; back again, what is on the screen begins anew. */
  #onTurn = (): void => {
    for (const block of this.#waiting.keys()) {
      this.#watch.unobserve(block);
      this.#watch.observe(block);
    }
  };
}

/** Where the blocks at the top begin that differ from those before; where some are gone, the one that follows. */
function changed(before: Node, after: Node): number[] {
  const start = before.content.findDiffStart(after.content);
  const end = before.content.findDiffEnd(after.content)?.b;
  if (start === null || end === undefined) return [];
  const found: number[] = [];
  after.forEach((node, place) => {
    const isHere = place + node.nodeSize > start && place <= Math.max(start, end);
    if (isHere) found.push(place);
  });
  return found;
}
