/** The editor's schema is that of fourleaf/documents/schema.json: no more, no less, in the same order. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";
import { Schema } from "prosemirror-model";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const { outputFiles } = await esbuild.build({
  stdin: {
    contents: 'export * from "./extensions.ts"; export { getSchema } from "@tiptap/core";',
    resolveDir: path("../ts/editor"),
  },
  bundle: true,
  format: "esm",
  write: false,
});
const built = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`
);
const ours = built.getSchema(built.contents());
const theirs = new Schema(JSON.parse(await readFile(path("../../fourleaf/documents/schema.json"), "utf8")));

const attributes = (type) =>
  Object.fromEntries(
    Object.entries(type.spec.attrs ?? {}).map(([name, { default: value, validate }]) => [
      name,
      { value, validate },
    ]),
  );

const describeNode = (type) => ({
  content: type.spec.content ?? "",
  groups: type.groups,
  marks: type.markSet?.map(({ name }) => name) ?? null,
  attributes: attributes(type),
  ...Object.fromEntries(
    ["inline", "atom", "draggable", "code", "defining", "isolating", "linebreakReplacement"].map((key) => [
      key,
      Boolean(type.spec[key]),
    ]),
  ),
  selectable: type.spec.selectable !== false,
  tableRole: type.spec.tableRole ?? null,
});

const describeMark = (type) => ({
  attributes: attributes(type),
  excludes: type.excluded.map(({ name }) => name),
  inclusive: type.spec.inclusive !== false,
  code: Boolean(type.spec.code),
});

test("the same nodes and marks, in the same order", () => {
  assert.deepEqual(Object.keys(ours.nodes), Object.keys(theirs.nodes));
  assert.deepEqual(Object.keys(ours.marks), Object.keys(theirs.marks));
  assert.equal(ours.topNodeType.name, theirs.topNodeType.name);
});

for (const name of Object.keys(theirs.nodes)) {
  test(`node ${name}`, () =>
    assert.deepEqual(describeNode(ours.nodes[name]), describeNode(theirs.nodes[name])));
}

for (const name of Object.keys(theirs.marks)) {
  test(`mark ${name}`, () =>
    assert.deepEqual(describeMark(ours.marks[name]), describeMark(theirs.marks[name])));
}

test("addresses are of pages and of mail", () => {
  for (const good of ["https://example.org/a?b#c", "http://x", "mailto:a@b.example"])
    assert.ok(built.isAddress(good));
  for (const bad of ["javascript:alert(1)", "data:text/html,x", "//x", "/x", "https://a b", "file:///etc"])
    assert.ok(!built.isAddress(bad));
});
