// What a real editor makes of a document: reads JSON lines, answers one line each.
// {"write": tree} → {"state": hex}: the tree as y-prosemirror (in TipTap: y-tiptap) writes it.
// {"read": hex} → {"tree": tree}: the state as y-prosemirror reads it.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { prosemirrorJSONToYDoc, yXmlFragmentToProseMirrorRootNode } from "@tiptap/y-tiptap";
import { Schema } from "prosemirror-model";
import * as Y from "yjs";

const schema = new Schema(JSON.parse(readFileSync("fourleaf/documents/schema.json", "utf8")));

function write(tree) {
  const document = prosemirrorJSONToYDoc(schema, tree, "default");
  return { state: Buffer.from(Y.encodeStateAsUpdate(document)).toString("hex") };
}

function read(hex) {
  const document = new Y.Doc();
  Y.applyUpdate(document, Buffer.from(hex, "hex"));
  const tree = yXmlFragmentToProseMirrorRootNode(document.getXmlFragment("default"), schema);
  tree.check();
  return { tree: tree.toJSON() };
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  console.log(JSON.stringify(asked.write ? write(asked.write) : read(asked.read)));
}
