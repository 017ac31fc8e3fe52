/** What makes the audience line stale, and what a message says its author was shown; without a browser. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

async function load(name) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(new URL(`../ts/${name}`, import.meta.url))],
    bundle: true,
    format: "esm",
    write: false,
  });
  const code = Buffer.from(outputFiles[0].text).toString("base64");
  return import(`data:text/javascript;base64,${code}`);
}

const { changesAudience, keepAudience } = await load("audience.ts");
const { withAccess } = await load("outbox.ts");

const event = (name) => ({ kind: "event", name, sequence: 7, facts: {} });

test("whatever changes who can read makes the line stale", () => {
  const names = ["AccessChanged", "MembershipAdded", "MembershipEnded", "RoleChanged"];
  for (const name of [...names, "SpaceArchived", "SpaceRestored"])
    assert.equal(changesAudience(event(name)), true, name);
  assert.equal(changesAudience({ kind: "reload" }), true, "nobody knows what was missed");
});

test("what people say does not", () => {
  for (const name of ["SpaceChanged", "PersonInvited"]) assert.equal(changesAudience(event(name)), false);
  assert.equal(changesAudience({ kind: "post", name: "PostAdded" }), false);
  assert.equal(changesAudience({ kind: "presence", people: [], count: 0 }), false);
});

test("a message sent again says what its author has been shown since", () => {
  const fields = [
    ["body", "Rails"],
    ["shown_access", "closed"],
  ];
  assert.deepEqual(withAccess(fields, "open"), [
    ["body", "Rails"],
    ["shown_access", "open"],
  ]);
  assert.equal(fields[1][1], "closed");
});

test("a page without the line asks for nothing", () => {
  globalThis.document = { querySelector: () => null };
  assert.equal(keepAudience(), undefined);
});
