/** Suggestions in a text: whose they are, which there are, accepting and rejecting them. Nothing here knows a screen. */
import { Fragment, type MarkType, type Node, Slice } from "@tiptap/pm/model";
import type { Transform } from "@tiptap/pm/transform";

/** Holds the place of an end of a block that comes or goes; as the library writes it. */
export const JOINT = "\u200B";

/** Marks that hold for where they were made only. */
const BESIDE = new Set(["insertion", "modification", "comment"]);

export interface Suggestion {
  id: string;
  /** The key of who made it; "" where the id says nothing, as in what was imported. */
  by: string;
  added: string;
  removed: string;
  from: number;
  to: number;
}

/** A run of inline content under one mark of a suggestion. */
interface Piece {
  from: number;
  to: number;
  type: MarkType;
  id: string;
  text: string;
}

/** An id of ours: who, which client of Yjs, which of its suggestions. No two clients make the same. */
export const idOf = (person: string, client: number, count: number): string => `${person}-${client}-${count}`;

export function authorOf(id: string): string {
  return /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-\d+-\d+$/.exec(id)?.[1] ?? "";
}

export function isSuggestion({ name }: MarkType): boolean {
  return name === "insertion" || name === "deletion";
}

function piecesOf(doc: Node): Piece[] {
  const pieces: Piece[] = [];
  doc.descendants((node, from) => {
    if (!node.isInline) return true;
    const mark = node.marks.find(({ type }) => isSuggestion(type));
    const text = node.isText ? (node.text ?? "") : node.textContent || "…";
    if (mark)
      pieces.push({ from, to: from + node.nodeSize, type: mark.type, id: String(mark.attrs.id), text });
    return false;
  });
  return pieces;
}

/** All suggestions, in the order of the text. */
export function suggestionsIn(doc: Node): Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const { from, to, type, id, text } of piecesOf(doc)) {
    const known = found.get(id) ?? { id, by: authorOf(id), added: "", removed: "", from, to };
    if (!found.has(id)) found.set(id, known);
    known.to = to;
    known[type.name === "insertion" ? "added" : "removed"] += text.replaceAll(JOINT, "¶");
  }
  for (const each of found.values()) {
    each.added = each.added.replace(/¶+/g, "¶");
    each.removed = each.removed.replace(/¶+/g, "¶");
  }
  return [...found.values()];
}

/** The suggestion at a place of the text, if any. */
export function suggestionAt(doc: Node, at: number): string | undefined {
  return piecesOf(doc).find(({ from, to }) => from <= at && at <= to)?.id;
}

/** Accept (`taken`) or reject suggestions, all or those with these ids; `change` has no step yet. */
export function settle<T extends Transform>(change: T, taken: boolean, ids?: ReadonlySet<string>): T {
  const { doc, mapping } = change;
  const { modification } = doc.type.schema.marks;
  const mine = piecesOf(doc).filter(({ id }) => !ids || ids.has(id));
  const isDropped = ({ type }: Piece) => type.name === (taken ? "deletion" : "insertion");
  for (const piece of mine) {
    if (isDropped(piece)) continue;
    const start = mapping.map(piece.from);
    change.removeMark(start, start + piece.to - piece.from, piece.type);
    for (const at of jointsIn(piece.text)) change.delete(start + at, start + at + 1);
  }
  for (const { from, to } of spans(doc, mine.filter(isDropped)).reverse())
    change.delete(mapping.map(from, 1), mapping.map(to, -1));
  // Changes of marks come with imports alone: accepted or not, the text stays as it is.
  if (modification && !ids) change.removeMark(0, change.doc.content.size, modification);
  return change;
}

/** Where joints stand in a text, the last one first. */
const jointsIn = (text: string): number[] =>
  [...text].flatMap((letter, at) => (letter === JOINT ? [at] : [])).reverse();

/** Pieces that belong together as one stretch, over the ends of blocks that go with them. */
function spans(doc: Node, pieces: Piece[]): { from: number; to: number }[] {
  const whole: (Piece & { last: string })[] = [];
  for (const piece of pieces) {
    const before = whole.at(-1);
    if (
      before &&
      (before.to === piece.from || (before.last === piece.id && isJoint(doc, before.to, piece.from)))
    ) {
      before.to = piece.to;
      before.last = piece.id;
    } else whole.push({ ...piece, last: piece.id });
  }
  return whole;
}

/** Whether between two places there are only ends and beginnings of blocks. */
function isJoint(doc: Node, from: number, to: number): boolean {
  if (doc.resolve(from).parent === doc.resolve(to).parent) return false;
  let isEmpty = true;
  doc.nodesBetween(from, to, (node, at) => {
    if (node.isLeaf && at >= from && at < to) isEmpty = false;
    return isEmpty;
  });
  return isEmpty;
}

/** What is pasted brings neither suggestions nor comments along: deleted words stay out, all else is plain text. */
export function withoutOthers(slice: Slice): Slice {
  const clean = (content: Fragment): Fragment => {
    const kept: Node[] = [];
    content.forEach((node) => {
      if (node.marks.some(({ type }) => type.name === "deletion")) return;
      const marks = node.marks.filter(({ type }) => !BESIDE.has(type.name));
      kept.push((node.isText ? node : node.copy(clean(node.content))).mark(marks));
    });
    return Fragment.fromArray(kept);
  };
  return new Slice(clean(slice.content), slice.openStart, slice.openEnd);
}
