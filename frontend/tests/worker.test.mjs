/** What the worker reads in a page and in a push, without a browser. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

async function load(name) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(new URL(`../ts/worker/${name}.ts`, import.meta.url))],
    bundle: true,
    format: "esm",
    write: false,
    define: { BUILD: '"1"', ASSETS: "{}", ICON: '""', BADGE: '""' },
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}

const { about, renewed } = await load("pages");
const { kindOf } = await load("push");

const page = (body) =>
  `<!doctype html><html lang="en"><head><title>Falls · House</title></head><body${body}>…</body></html>`;

test("a page says whose it is, and whether it may stay", () => {
  const kept = about(page(' data-person="ben" data-keeps="7" data-keep="space:1" data-zone="UTC"'));
  const title = "Falls · House";
  assert.deepEqual(kept, { person: "ben", keep: "space:1", days: 7, title, isWritten: false });
  assert.equal(about(page(' data-person="ben" data-called="Rounds"')).title, "Rounds");
  assert.equal(about(page(' data-person="ben" data-shared')).days, 0);
  assert.equal(about(page(' data-person="ben" data-keeps="7"')).keep, "");
  assert.equal(about(page("")), undefined);
});

test("what somebody wrote is not taken for what the page says", () => {
  const written = page(' data-person="ben" data-shared').replace(
    "…",
    '<p> data-keep="home" data-keeps="30"</p>',
  );
  assert.deepEqual([about(written).keep, about(written).days], ["", 0]);
});

test("a copy gets the files of the build that shows it", () => {
  const files = { "app.js": "/static/app-NEWNEW22.js", "icons.svg": "/static/icons-1234567890.svg" };
  const html =
    '<script src="/static/app-57CZGGQ4.js"></script><use href="/static/icons-ba7d4d62fc.svg#lock"/><a href="/files/app-57CZGGQ4.js">';
  assert.equal(
    renewed(html, files),
    '<script src="/static/app-NEWNEW22.js"></script><use href="/static/icons-1234567890.svg#lock"/><a href="/files/app-57CZGGQ4.js">',
  );
});

test("a push is read for its kind alone", () => {
  const push = (text) => ({ json: () => JSON.parse(text) });
  assert.equal(kindOf(push('{"kind": "mention", "text": "secret"}')), "mention");
  for (const strange of ['{"kind": 7}', '{"kind": "Dr Okafor wrote"}', "[]", "null", "secret"])
    assert.equal(kindOf(push(strange)), "news");
  assert.equal(kindOf(null), "news");
});
