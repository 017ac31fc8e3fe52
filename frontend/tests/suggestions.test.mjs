/** Suggestions: what is typed becomes one, whose it is, and what accepting and rejecting leaves. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const { outputFiles } = await esbuild.build({
  stdin: {
    contents: `export * from "./extensions.ts"; export * from "./suggestions.ts"; export * from "./tracking.ts";
      export { getSchema } from "@tiptap/core"; export { EditorState, TextSelection } from "@tiptap/pm/state";
      export { splitBlock, deleteSelection, toggleMark, setBlockType, joinBackward } from "@tiptap/pm/commands";
      export { splitListItem, wrapInList } from "@tiptap/pm/schema-list"; export { Transform } from "@tiptap/pm/transform";`,
    resolveDir: fileURLToPath(new URL("../ts/editor", import.meta.url)),
  },
  bundle: true,
  format: "esm",
  write: false,
});
const x = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
const schema = x.getSchema(x.contents());
const AMINA = "0190a000-0000-7000-8000-00000000000a";
const BEN = "0190b000-0000-7000-8000-00000000000b";

const paragraphs = (...texts) =>
  schema.node(
    "doc",
    null,
    texts.map((text) => schema.node("paragraph", null, text ? [schema.text(text)] : [])),
  );

/** One who suggests in a text, alone or after others. */
class Hand {
  count = 0;

  constructor(doc, person = AMINA) {
    this.person = person;
    this.state = x.EditorState.create({ doc });
  }

  next = () => x.idOf(this.person, 7, ++this.count);

  at(from, to = from) {
    const selection = x.TextSelection.create(this.state.doc, from, to);
    this.state = this.state.apply(this.state.tr.setSelection(selection));
    return this;
  }

  do(tr) {
    const tracked = x.track(tr, this.state, this.person, this.next);
    if (typeof tracked === "string") return tracked;
    this.state = this.state.apply(tracked);
    return "";
  }

  type(text) {
    for (const letter of text) assert.equal(this.do(this.state.tr.insertText(letter)), "");
    return this;
  }

  run(command) {
    let answer = "nothing";
    command(this.state, (tr) => {
      answer = this.do(tr);
    });
    return answer;
  }

  get found() {
    return x.suggestionsIn(this.state.doc).map(({ by, added, removed }) => [by, added, removed]);
  }

  settled(taken, ids) {
    return x.settle(new x.Transform(this.state.doc), taken, ids && new Set(ids)).doc;
  }
}

const says = (doc) => doc.content.content.map((block) => block.textContent);

test("a word replaced is one suggestion, with its author in its id", () => {
  const hand = new Hand(paragraphs("Give 10 mg now.")).at(6, 11);
  hand.run(x.deleteSelection);
  hand.type("5 mg");
  assert.deepEqual(hand.found, [[AMINA, "5 mg", "10 mg"]]);
  assert.deepEqual(says(hand.settled(true)), ["Give 5 mg now."]);
  assert.deepEqual(says(hand.settled(false)), ["Give 10 mg now."]);
});

test("one is accepted, the other stays", () => {
  const hand = new Hand(paragraphs("one two three")).at(4);
  hand.type("!");
  hand.at(9).type("?");
  const [first, second] = x.suggestionsIn(hand.state.doc).map(({ id }) => id);
  assert.deepEqual(says(hand.settled(true, [first])), ["one! two? three"]);
  assert.deepEqual(says(hand.settled(false, [second])), ["one! two three"]);
  assert.equal(x.suggestionsIn(hand.settled(true, [first])).length, 1);
});

test("ends of paragraphs come and go", () => {
  const parted = new Hand(paragraphs("one two")).at(4);
  assert.equal(parted.run(x.splitBlock), "");
  assert.deepEqual(says(parted.settled(true)), ["one", " two"]);
  assert.deepEqual(says(parted.settled(false)), ["one two"]);
  const joined = new Hand(paragraphs("one", "two", "three")).at(3, 13);
  assert.equal(joined.run(x.deleteSelection), "");
  assert.deepEqual(says(joined.settled(true)), ["onree"]);
  assert.deepEqual(says(joined.settled(false)), ["one", "two", "three"]);
  const all = new Hand(paragraphs("one", "two")).at(1, 9);
  assert.equal(all.run(x.deleteSelection), "");
  assert.deepEqual(says(all.settled(true)), [""]);
  assert.deepEqual(says(all.settled(false)), ["one", "two"]);
});

test("items of lists part, and nothing of it stays on blocks", () => {
  const list = schema.node("doc", null, [
    schema.node("bulletList", null, [
      schema.node("listItem", null, [schema.node("paragraph", null, [schema.text("one two")])]),
    ]),
  ]);
  const hand = new Hand(list).at(6);
  assert.equal(hand.run(x.splitListItem(schema.nodes.listItem)), "");
  hand.state.doc.descendants((node) => assert.ok(node.isInline || node.marks.length === 0));
  assert.equal(hand.settled(true).firstChild.childCount, 2);
  assert.ok(hand.settled(false).eq(list));
});

test("bold is suggested as the same words in bold", () => {
  const hand = new Hand(paragraphs("one two")).at(1, 4);
  assert.equal(hand.run(x.toggleMark(schema.marks.bold)), "");
  assert.deepEqual(hand.found, [[AMINA, "one", "one"]]);
  assert.ok(hand.settled(true).firstChild.firstChild.marks.some(({ type }) => type.name === "bold"));
  assert.ok(hand.settled(false).eq(paragraphs("one two")));
});

test("kinds of blocks are not suggested", () => {
  const hand = new Hand(paragraphs("one", "two")).at(2);
  assert.equal(hand.run(x.setBlockType(schema.nodes.heading, { level: 2 })), "blocks");
  assert.equal(hand.run(x.wrapInList(schema.nodes.bulletList)), "blocks");
  assert.equal(hand.do(hand.state.tr.insert(5, schema.node("horizontalRule"))), "blocks");
  assert.ok(hand.state.doc.eq(paragraphs("one", "two")));
});

test("what touches another's suggestion keeps its own author, and another's is not changed", () => {
  const amina = new Hand(paragraphs("one two")).at(4).type(" and");
  const ben = new Hand(amina.state.doc, BEN).at(8).type(" a half");
  assert.deepEqual(ben.found, [
    [AMINA, " and", ""],
    [BEN, " a half", ""],
  ]);
  assert.equal(ben.at(5, 7).run(x.deleteSelection), "foreign");
  ben.at(1, 4).run(x.deleteSelection);
  assert.deepEqual(ben.found.map(([by]) => by).sort(), [AMINA, BEN, BEN]);
  const again = new Hand(ben.state.doc).at(8).type("?");
  assert.deepEqual(
    again.found.filter(([by]) => by === AMINA).map(([, added]) => added),
    [" and?"],
  );
});

test("whatever is done, rejecting all gives the text back", () => {
  let seed = 20261123;
  const chance = (below) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  for (let round = 0; round < 60; round += 1) {
    const doc = paragraphs("Look at the rail.", "", "Then the lamp, twice.", "Write it down.");
    let hand = new Hand(doc);
    for (let deed = 0; deed < 12; deed += 1) {
      const size = hand.state.doc.content.size;
      const places = [chance(size), chance(size)].sort((a, b) => a - b);
      const near = (at) => x.TextSelection.near(hand.state.doc.resolve(at)).from;
      const [from, to] = places.map(near).sort((a, b) => a - b);
      if (chance(4) === 0)
        hand = Object.assign(new Hand(hand.state.doc, hand.person === AMINA ? BEN : AMINA), {
          count: hand.count,
        });
      const deeds = [
        () => hand.at(from).do(hand.state.tr.insertText("ab")),
        () => hand.at(from, Math.min(to, from + 9)).run(x.deleteSelection),
        () => hand.at(from).run(x.splitBlock),
        () => hand.at(from).run(x.joinBackward),
        () => hand.at(from, Math.min(to, from + 5)).do(hand.state.tr.insertText("xyz")),
      ];
      deeds[chance(deeds.length)]();
      hand.state.doc.check();
    }
    assert.deepEqual(says(hand.settled(false)), says(doc), `round ${round}`);
    assert.equal(x.suggestionsIn(hand.settled(true)).length, 0);
    assert.ok(!hand.settled(true).textContent.includes(x.JOINT));
  }
});
