/** Where a thread of comments hangs: on its mark, on a place of Yjs, on the words that it quotes. */
import type { Node } from "@tiptap/pm/model";
import type { EditorState } from "@tiptap/pm/state";
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from "@tiptap/y-tiptap";
import * as Y from "yjs";

export interface Anchor {
  quote: string;
  prefix: string;
  suffix: string;
  place: string;
}

export interface Range {
  from: number;
  to: number;
}

const QUOTED = 300;
const AROUND = 40;
/** What stands in the place of what is no word, as the server has it. */
const OBJECT = "\uFFFC";

const textOf = (block: Node): string =>
  block.content.content.map((node) => (node.isText ? node.text : OBJECT)).join("");

/** The words of a selection within one block: of more, those of the first. */
export function anchorOf(state: EditorState, from: number, to: number): Anchor {
  const start = state.doc.resolve(from);
  const { parent } = start;
  const words = parent.textBetween(0, parent.content.size, undefined, OBJECT);
  const first = start.parentOffset;
  const last = Math.min(first + to - from, parent.content.size);
  return {
    quote: words.slice(first, last).slice(0, QUOTED),
    prefix: words.slice(Math.max(0, first - AROUND), first),
    suffix: words.slice(last, last + AROUND),
    place: placeOf(state, from, from + last - first),
  };
}

/** Two relative positions, which follow the text as Yjs changes it. */
function placeOf(state: EditorState, from: number, to: number): string {
  const sync = ySyncPluginKey.getState(state);
  if (!sync?.binding) return "";
  const encoded = [from, to].map((at) =>
    toText(Y.encodeRelativePosition(absolutePositionToRelativePosition(at, sync.type, sync.binding.mapping))),
  );
  const place = encoded.join(".");
  return place.length <= 400 ? place : "";
}

/** Where a place is now; nothing if its words are gone, or were made anew. */
function rangeOf(state: EditorState, place: string): Range | undefined {
  const sync = ySyncPluginKey.getState(state);
  if (!sync?.binding) return undefined;
  try {
    const [from, to] = place
      .split(".")
      .map((part) =>
        relativePositionToAbsolutePosition(
          sync.doc,
          sync.type,
          Y.decodeRelativePosition(toBytes(part)),
          sync.binding.mapping,
        ),
      );
    return from != null && to != null && from < to ? { from, to } : undefined;
  } catch {
    return undefined; // made for another text
  }
}

/** The words that fit best: the quote itself, then what stood around it. */
function quoted(doc: Node, { quote, prefix, suffix }: Anchor): Range | undefined {
  let best: (Range & { fit: number }) | undefined;
  if (quote)
    doc.descendants((node, at) => {
      if (!node.isTextblock) return !node.isInline;
      const words = textOf(node);
      for (let found = words.indexOf(quote); found >= 0; found = words.indexOf(quote, found + 1)) {
        const after = words.slice(found + quote.length);
        const fit = alike(reversed(words.slice(0, found)), reversed(prefix)) + alike(after, suffix);
        const from = at + 1 + found;
        if (!best || fit > best.fit) best = { from, to: from + quote.length, fit };
      }
      return false;
    });
  return best;
}

/** Where a thread hangs that has no mark in the text. */
export function findAnchor(state: EditorState, anchor: Anchor): Range | undefined {
  const range = anchor.place ? rangeOf(state, anchor.place) : undefined;
  const words = range ? state.doc.textBetween(range.from, range.to, undefined, OBJECT) : "";
  return range && words.trim() !== "" ? range : quoted(state.doc, anchor);
}

const reversed = (text: string): string => [...text].reverse().join("");

function alike(one: string, other: string): number {
  let count = 0;
  while (count < one.length && count < other.length && one[count] === other[count]) count += 1;
  return count;
}

const toText = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

const toBytes = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
