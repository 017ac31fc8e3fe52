/** What answers mean, without a browser: sent or refused, newest or stale, how large is too large. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

async function load(name) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(new URL(`../ts/${name}.ts`, import.meta.url))],
    bundle: true,
    format: "esm",
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}

const { fateOf, pauseAfter } = await load("outbox");
const { Newest } = await load("newest");
const { sayBytes } = await load("sizes");
const answer = (status, redirected = false) => ({ status, redirected, ok: status < 300 });

test("what the server refused is not sent again by itself", () => {
  for (const status of [400, 403, 404, 413, 422]) assert.equal(fateOf(answer(status)), "refused");
});

test("what only went wrong is tried again", () => {
  for (const status of [408, 429, 500, 502, 503]) assert.equal(fateOf(answer(status)), "later");
  assert.equal(fateOf(answer(200, true)), "later", "led to the sign-in page");
});

test("what the server took has arrived", () => {
  for (const status of [200, 201]) assert.equal(fateOf(answer(status)), "arrived");
});

test("tries grow rarer, but never rarer than every five seconds", () => {
  assert.deepEqual([1, 2, 3, 9].map(pauseAfter), [1_000, 2_000, 4_000, 5_000]);
});

test("a slow old answer never takes the place of a newer one", async () => {
  const newest = new Newest();
  let answerSlowly;
  const slow = new Promise((resolve) => {
    answerSlowly = resolve;
  });
  const old = newest.answerTo(() => slow);
  assert.equal(await newest.answerTo(async () => "new"), "new");
  answerSlowly("old");
  assert.equal(await old, undefined);
});

test("an answer that nobody waits for any more is dropped, and its request is given up", async () => {
  const newest = new Newest();
  let given;
  const asked = newest.answerTo(async (signal) => {
    given = signal;
    return "late";
  });
  newest.drop();
  assert.equal(await asked, undefined);
  assert.equal(given.aborted, true);
});

test("a question that fails has no answer, and the next one has", async () => {
  const newest = new Newest();
  assert.equal(await newest.answerTo(() => Promise.reject(new Error("offline"))), undefined);
  assert.equal(await newest.answerTo(async () => 1), 1);
});

test("sizes are said as people say them", () => {
  assert.equal(sayBytes(25 * 1024 * 1024, "en-GB"), "25 MB");
  assert.equal(sayBytes(1_600, "es"), "1,6 kB");
  assert.equal(sayBytes(1, "en-GB"), "1 byte");
});
