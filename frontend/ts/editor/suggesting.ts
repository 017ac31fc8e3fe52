/** Suggestion mode in the editor: what is typed is tracked, suggestions have their authors' tones, some are settled. */
import { suggestChanges, suggestChangesKey } from "@handlewithcare/prosemirror-suggest-changes";
import { type Editor, Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { yUndoPluginKey } from "@tiptap/y-tiptap";
import type * as Y from "yjs";
import { announce, post, toast } from "../page.ts";
import { word } from "../words.ts";
import type { People } from "./people.ts";
import { authorOf, idOf, isSuggestion, JOINT, settle, suggestionAt, suggestionsIn } from "./suggestions.ts";
import { changeOf, isToBeSuggested, type Refusal, track } from "./tracking.ts";

const REFUSALS: Record<Refusal, string> = { blocks: "suggest_blocks", foreign: "suggest_foreign" };
const drawn = new PluginKey<DecorationSet>("suggestions");

export class Suggesting {
  readonly extension: Extension;
  readonly #doc: Y.Doc;
  readonly #address: string;
  readonly #settled: Y.Map<string>;
  readonly #unsaid: { ids: string; taken: string }[] = [];
  #editor: Editor | undefined;
  #count = 0;
  #isOn = false;
  #saidAt = 0;

  /** `address` is told what was accepted and rejected. */
  constructor(doc: Y.Doc, person: string, people: People, address: string) {
    this.#doc = doc;
    this.#address = address;
    this.#settled = doc.getMap("settled");
    const next = () => idOf(person, doc.clientID, ++this.#count);
    this.extension = Extension.create({
      name: "suggesting",
      onCreate: ({ editor }) => {
        this.#editor = editor;
        people.onNews(() => editor.isDestroyed || editor.view.dispatch(editor.state.tr.setMeta(drawn, true)));
      },
      addProseMirrorPlugins: () => [stepsOverJoints(), tones(people), this.#ownInput()],
      dispatchTransaction: ({ transaction, next: pass }) => {
        const { editor } = this;
        if (!this.isOn || !editor || !isToBeSuggested(transaction)) return pass(transaction);
        const tracked = track(transaction, editor.state, person, next);
        if (typeof tracked !== "string") return pass(tracked);
        this.#refuse(tracked);
        return undefined;
      },
    });
    // What a peer has settled is settled: undoing one's own words from before would bring back half of it.
    this.#settled.observe((_event, { local }) => {
      if (!local && this.#editor) yUndoPluginKey.getState(this.#editor.state)?.undoManager.clear();
    });
  }

  get editor(): Editor | undefined {
    return this.#editor;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  set isOn(wanted: boolean) {
    this.#isOn = wanted;
    announce(word(wanted ? "suggest_on" : "suggest_off"));
    this.#editor?.view.dispatch(this.#editor.state.tr.setMeta("addToHistory", false));
  }

  /** Accept or reject these, or all there are. */
  settle(taken: boolean, ids?: string[]): void {
    const editor = this.#editor;
    const known = editor ? suggestionsIn(editor.state.doc).map(({ id }) => id) : [];
    const wanted = ids?.filter((id) => known.includes(id)) ?? known;
    if (!editor?.isEditable || wanted.length === 0) return;
    const tr = settle(editor.state.tr, taken, new Set(wanted)).setMeta(suggestChangesKey, { skip: true });
    this.#doc.transact(() => {
      editor.view.dispatch(tr);
      this.#settled.set("last", `${this.#doc.clientID}-${++this.#count}`);
    });
    announce(word(taken ? "suggest_accepted" : "suggest_rejected", { count: wanted.length }));
    this.#unsaid.push({ ids: wanted.join(" "), taken: taken ? "yes" : "no" });
    void this.say();
  }

  /** Accept or reject the one at the caret, and answer whether there was one. */
  settleHere(taken: boolean): boolean {
    const { doc, selection } = this.#editor!.state;
    const id = suggestionAt(doc, selection.from);
    if (id) this.settle(taken, [id]);
    return id !== undefined;
  }

  /** Go to the next one after the caret, or the first. */
  goOn(): void {
    const { doc, selection } = this.#editor!.state;
    const all = suggestionsIn(doc);
    this.goTo((all.find(({ from }) => from > selection.from) ?? all[0])?.id ?? "");
  }

  goTo(id: string): void {
    const found = suggestionsIn(this.#editor!.state.doc).find((each) => each.id === id);
    if (found) this.#editor!.chain().setTextSelection(found.from).scrollIntoView().focus().run();
  }

  /** Tell the server what was settled; what it could not be told is told when the line is back. */
  async say(): Promise<void> {
    while (this.#unsaid.length > 0) {
      const answer = await post(this.#address, this.#unsaid[0]!, true).catch(() => undefined);
      if (!answer || answer.status >= 500) return;
      this.#unsaid.shift();
    }
  }

  /** What keys write and delete while one suggests. */
  #ownInput(): Plugin {
    return new Plugin({
      props: {
        handleDOMEvents: {
          beforeinput: (view, event) => {
            const change = this.#isOn ? changeOf(view, event) : undefined;
            if (!change) return false;
            event.preventDefault();
            view.dispatch(change.scrollIntoView());
            return true;
          },
        },
      },
    });
  }

  /** Once for what is done in one go. */
  #refuse(why: Refusal): void {
    if (performance.now() - this.#saidAt < 1500) return;
    this.#saidAt = performance.now();
    toast(word(REFUSALS[why]));
    announce(word(REFUSALS[why]));
  }
}

/** The library's plugin but for its decorations, which would style the page from a script. */
function stepsOverJoints(): Plugin {
  const { spec } = suggestChanges();
  const { decorations: _others, ...props } = spec.props ?? {};
  return new Plugin({ ...spec, props });
}

/** Suggestions in the tone of their author, with the name for the pointer and the one at the caret. */
function tones(people: People): Plugin {
  const draw = (doc: Node, at: number): DecorationSet => {
    const made: Decoration[] = [];
    const here = suggestionAt(doc, at);
    doc.descendants((node, from) => {
      const mark = node.isInline ? node.marks.find(({ type }) => isSuggestion(type)) : undefined;
      if (mark) {
        const id = String(mark.attrs.id);
        const { name, tone } = people.of(authorOf(id));
        const held = id === here ? " is-here" : "";
        const to = from + node.nodeSize;
        if (node.text?.endsWith(JOINT)) made.push(Decoration.inline(to - 1, to, { class: "joint" }));
        made.push(
          Decoration.inline(from, to, {
            class: `suggested by-${tone}${held}`,
            title: word("suggest_by", { name }),
          }),
        );
      }
      return !node.isInline;
    });
    return DecorationSet.create(doc, made);
  };
  return new Plugin<DecorationSet>({
    key: drawn,
    state: {
      init: (_config, { doc, selection }) => draw(doc, selection.from),
      apply: (tr, before, _old, { doc, selection }) =>
        tr.docChanged || tr.selectionSet || tr.getMeta(drawn) ? draw(doc, selection.from) : before,
    },
    props: { decorations: (state) => drawn.getState(state) },
  });
}
