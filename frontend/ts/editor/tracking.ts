/** Suggestion mode: what somebody does to the text becomes a suggestion, or is refused in plain words. */
import {
  suggestChangesKey,
  transformToSuggestionTransaction,
} from "@handlewithcare/prosemirror-suggest-changes";
import { Fragment, type Node, type Slice } from "@tiptap/pm/model";
import { type EditorState, TextSelection, type Transaction } from "@tiptap/pm/state";
import { AddMarkStep, RemoveMarkStep, ReplaceStep, type Step, Transform } from "@tiptap/pm/transform";
import type { EditorView } from "@tiptap/pm/view";
import { authorOf, isSuggestion, JOINT, settle } from "./suggestions.ts";

/** Why a change cannot be suggested: it changes kinds of blocks, or words that somebody else suggests. */
export type Refusal = "blocks" | "foreign";

/** Marks that say nothing of the text: setting them is no change of it. */
const BESIDE = new Set(["comment", "credit"]);

/** Whether a change is somebody's own, here and now, and so to be suggested. */
export function isToBeSuggested(tr: Transaction): boolean {
  const sync = (tr.getMeta("y-sync$") ?? {}) as { isChangeOrigin?: boolean; isUndoRedoOperation?: boolean };
  if (!tr.docChanged || sync.isChangeOrigin || sync.isUndoRedoOperation) return false;
  if ("skip" in ((tr.getMeta(suggestChangesKey) as object | undefined) ?? {})) return false;
  return !tr.steps.every((step) => isMarking(step) && BESIDE.has(step.mark.type.name));
}

/** The same change as a suggestion of `person`; `next` makes an id. */
export function track(
  tr: Transaction,
  state: EditorState,
  person: string,
  next: () => string,
): Transaction | Refusal {
  const wanted = narrowed(tr, state);
  const refusal = whyNot(wanted, person);
  if (refusal) return refusal;
  for (const say of [byLibrary, withinLine]) {
    try {
      const tracked = say(wanted, state, person, next);
      if (tracked && isFaithful(tracked, wanted)) return tracked;
    } catch {} // it cannot be said in marks so
  }
  return "blocks";
}

function byLibrary(wanted: Transaction, state: EditorState, person: string, next: () => string): Transaction {
  const tracked = transformToSuggestionTransaction(wanted, state, next);
  moveMarksOffBlocks(tracked);
  keepApart(tracked, person, next);
  return tracked;
}

/** Words that come and go within one block, amid suggestions which the library would mix up. */
function withinLine(
  { steps: [step, ...others] }: Transaction,
  state: EditorState,
  person: string,
  next: () => string,
): Transaction | undefined {
  if (!(step instanceof ReplaceStep) || others.length > 0 || step.slice.openStart > 0) return undefined;
  const { from, to, slice } = step;
  const start = state.doc.resolve(from);
  if (!start.parent.inlineContent || !start.sameParent(state.doc.resolve(to))) return undefined;
  const { insertion, deletion } = state.schema.marks;
  if (!insertion || !deletion) return undefined;
  const touching = [start.nodeBefore, state.doc.resolve(to).nodeAfter].flatMap((node) => node?.marks ?? []);
  const own = touching.find(({ type, attrs }) => isSuggestion(type) && authorOf(String(attrs.id)) === person);
  const id = own?.attrs.id ?? next();
  const { tr } = state;
  state.doc.nodesBetween(from, to, (node, at) => {
    if (!node.isInline) return;
    const [first, last] = [Math.max(at, from), Math.min(at + node.nodeSize, to)].map((place) =>
      tr.mapping.map(place),
    );
    if (insertion.isInSet(node.marks)) tr.delete(first!, last!);
    else if (!deletion.isInSet(node.marks)) tr.addMark(first!, last!, deletion.create({ id }));
  });
  const at = withinJoints(tr.doc, tr.mapping.map(to));
  tr.replace(at, at, slice);
  const end = at + slice.size;
  tr.removeMark(at, end, insertion).removeMark(at, end, deletion);
  if (end > at) tr.addMark(at, end, insertion.create({ id }));
  const caret = slice.size > 0 ? end : tr.mapping.map(from);
  return tr.setSelection(TextSelection.near(tr.doc.resolve(caret))).scrollIntoView();
}

const isMarking = (step: Step): step is AddMarkStep | RemoveMarkStep =>
  step instanceof AddMarkStep || step instanceof RemoveMarkStep;

/** Nothing stands between a joint and the end of the block that it holds the place of. */
function withinJoints(doc: Node, at: number): number {
  const { parentOffset, parent, nodeBefore, nodeAfter } = doc.resolve(at);
  if (parentOffset === 0 && nodeAfter?.text?.startsWith(JOINT)) return at + 1;
  return parentOffset === parent.content.size && nodeBefore?.text?.endsWith(JOINT) ? at - 1 : at;
}

/** Removing whole blocks is suggested as removing all their words. */
function narrowed(tr: Transaction, state: EditorState): Transaction {
  const step = tr.steps[0];
  if (tr.steps.length !== 1 || !(step instanceof ReplaceStep) || step.from === step.to) return tr;
  const { doc } = state;
  const isWhole = !doc.resolve(step.from).parent.inlineContent && !doc.resolve(step.to).parent.inlineContent;
  if (!isWhole || step.slice.content.textBetween(0, step.slice.content.size) !== "") return tr;
  const inner: [number, number][] = [];
  doc.nodesBetween(step.from, step.to, (node, at) => {
    if (node.isTextblock) inner.push([at + 1, at + node.nodeSize - 1]);
  });
  const [first, last] = [inner[0], inner.at(-1)];
  return first && last && first[0] < last[1] ? state.tr.delete(first[0], last[1]).scrollIntoView() : tr;
}

function whyNot(tr: Transaction, person: string): Refusal | undefined {
  for (const [number, step] of tr.steps.entries()) {
    const doc = tr.docs[number]!;
    if (!isMarking(step) && !(step instanceof ReplaceStep)) return "blocks";
    if (isForeign(doc, step.from, step.to, person)) return "foreign";
    if (step instanceof ReplaceStep && !(isPlain(step.slice) && holdsWordsOnly(doc, step))) return "blocks";
  }
  return undefined;
}

/** Words that somebody else suggests: these are accepted or rejected, not changed. */
function isForeign(doc: Node, from: number, to: number, person: string): boolean {
  let found = false;
  if (from < to)
    doc.nodesBetween(from, to, ({ marks }) => {
      found ||= marks.some(
        ({ type, attrs }) => type.name === "insertion" && authorOf(String(attrs.id)) !== person,
      );
    });
  return found;
}

/** Only words, and ends of paragraphs, headings and items: what marks on words can say. */
function isPlain({ content, openStart, openEnd }: Slice): boolean {
  const isOpen = openStart > 0 && openEnd > 0;
  let isFine = true;
  content.descendants((node) => {
    const isEnd =
      node.type.name === "paragraph" || node.type.name === "heading" || /Item$/.test(node.type.name);
    isFine &&= node.isInline || (isOpen && isEnd);
    return isFine && !node.isInline;
  });
  return isFine;
}

/** Nothing that goes is a picture, a line, or the border of a cell. */
function holdsWordsOnly(doc: Node, { from, to }: ReplaceStep): boolean {
  let isFine = true;
  if (from < to)
    doc.nodesBetween(from, to, (node, at) => {
      const isCut = at >= from || at + node.nodeSize <= to;
      isFine &&= !(node.isBlock && (node.isAtom || (node.type.spec.isolating === true && isCut)));
      return isFine;
    });
  return isFine;
}

/** Yjs keeps no marks of blocks: the words within carry them. */
function moveMarksOffBlocks(tracked: Transaction): void {
  const marked: [Node, number][] = [];
  tracked.doc.descendants((node, at) => {
    if (node.isBlock && node.marks.length > 0) marked.push([node, at]);
  });
  for (const [block, at] of marked)
    for (const mark of block.marks) {
      tracked.removeNodeMark(at, mark);
      block.descendants((node, within) => {
        const from = at + 1 + within;
        if (node.isInline && !node.marks.some(({ type }) => isSuggestion(type)))
          tracked.addMark(from, from + node.nodeSize, mark);
      });
    }
}

/** The library joins what touches: give each person's suggestions their own ids again. */
function keepApart(tracked: Transaction, person: string, next: () => string): void {
  const steps = [...tracked.steps];
  const isTheirs = (step: Step): step is AddMarkStep | RemoveMarkStep =>
    isMarking(step) && isSuggestion(step.mark.type) && authorOf(String(step.mark.attrs.id)) !== person;
  let id = "";
  for (const [number, step] of steps.entries()) {
    if (!isTheirs(step)) continue;
    const later = tracked.mapping.slice(number + 1);
    const [from, to] = [later.map(step.from, 1), later.map(step.to, -1)];
    if (from >= to) continue;
    if (step instanceof RemoveMarkStep) tracked.addMark(from, to, step.mark);
    else {
      id ||= next();
      tracked.removeMark(from, to, step.mark).addMark(from, to, step.mark.type.create({ id }));
    }
  }
}

/** Rejecting all gives what it gave before; accepting all, what the change itself would have given. */
function isFaithful(tracked: Transaction, wanted: Transaction): boolean {
  const [before, after, direct] = changedParts(tracked.before, tracked.doc, asTyped(wanted));
  const settled = (doc: Node, taken: boolean): Node => settle(new Transform(doc), taken).doc;
  return (
    settled(after!, false).eq(settled(before!, false)) && settled(after!, true).eq(settled(direct!, true))
  );
}

/** What the change gives when what it brings is no suggestion, also where it stands within one. */
function asTyped(wanted: Transaction): Node {
  const typed = new Transform(wanted.doc);
  const { insertion, deletion } = wanted.doc.type.schema.marks;
  wanted.mapping.maps.forEach((map, number) => {
    const later = wanted.mapping.slice(number + 1);
    map.forEach((_from, _to, from, to) => {
      if (from < to)
        typed
          .removeMark(later.map(from), later.map(to), insertion)
          .removeMark(later.map(from), later.map(to), deletion);
    });
  });
  return typed.doc;
}

/** The same texts without the blocks in which they are one, but for the nearest of these. */
function changedParts(...docs: Node[]): Node[] {
  const [first, ...others] = docs as [Node, ...Node[]];
  const most = Math.min(...docs.map(({ childCount }) => childCount));
  const isSame = (place: (doc: Node) => Node): boolean => others.every((doc) => place(doc) === place(first));
  let [start, end] = [0, 0];
  while (start < most && isSame((doc) => doc.child(start))) start += 1;
  while (end < most - start && isSame((doc) => doc.child(doc.childCount - 1 - end))) end += 1;
  const [from, rest] = [Math.max(start - 1, 0), Math.max(end - 1, 0)];
  return docs.map((doc) => doc.copy(Fragment.fromArray(doc.children.slice(from, doc.childCount - rest))));
}

/**
 * What a key writes or deletes, as a change of the document. The browser would do it in the page first, where it mixes
 * the marks of suggestions up; undefined where this is its own affair: composing, beyond a block.
 */
export function changeOf(view: EditorView, event: InputEvent): Transaction | undefined {
  const { state } = view;
  if (view.composing || event.isComposing || !event.cancelable) return undefined;
  const { from, to, empty } = state.selection;
  if (event.inputType === "insertText" && event.data != null)
    return state.tr.insertText(event.data, from, to);
  if (!/^delete(Content|Word|SoftLine|HardLine)/.test(event.inputType)) return undefined;
  if (!empty) return state.tr.deleteSelection();
  const [range] = event.getTargetRanges();
  if (!range) return undefined;
  const [start, end] = [
    view.posAtDOM(range.startContainer, range.startOffset),
    view.posAtDOM(range.endContainer, range.endOffset),
  ];
  const isWithin = start < end && state.doc.resolve(start).sameParent(state.doc.resolve(end));
  return isWithin ? state.tr.delete(start, end) : undefined;
}
