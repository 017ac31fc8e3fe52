/** The plain modules, without a browser: order, words, times, mentions. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
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

const { indexFor, isNews, isUnread, writingWord } = await load("order");
const { chooseForm, fill } = await load("words");
const { dayOf, sayTime } = await load("times");
const { mentionAt } = await load("mentions");
const shown = [3, 5, 9].map((sequence) => ({ id: `post-${sequence}`, sequence }));

test("a post stands where its number says, whatever the order of arrival", () => {
  assert.equal(indexFor(shown, 10), 3);
  assert.equal(indexFor(shown, 4), 1);
  assert.equal(indexFor(shown, 1), 0);
  assert.equal(indexFor([], 1), 0);
});

test("each number counts once", () => {
  assert.equal(isNews(7, 7), false);
  assert.equal(isNews(7, 8), true);
  assert.equal(isNews(7, null), true);
});

test("what others begin is unread; replies, edits and one's own are not", () => {
  const post = { kind: "post", name: "PostAdded", thread: null, author: "hanna" };
  assert.equal(isUnread(post, "rosa"), true);
  assert.equal(isUnread(post, "hanna"), false);
  assert.equal(isUnread({ ...post, thread: "7" }, "rosa"), false);
  assert.equal(isUnread({ ...post, name: "PostEdited" }, "rosa"), false);
  assert.equal(isUnread({ kind: "event", name: "PostAdded" }, "rosa"), false);
});

test("one, two or several people write", () => {
  assert.equal(writingWord([]), null);
  assert.deepEqual(writingWord(["Hanna"]), ["writing_one", { name: "Hanna" }]);
  assert.deepEqual(writingWord(["Hanna", "Rosa"]), ["writing_two", { name: "Hanna", other: "Rosa" }]);
  assert.deepEqual(writingWord(["Hanna", "Rosa", "Ines"]), ["writing_many", {}]);
});

test("a word takes the form that its language wants", () => {
  const word = {
    one: "{count} wiadomość",
    few: "{count} wiadomości",
    many: "{count} wiadomości.",
    other: "?",
  };
  assert.equal(chooseForm(word, 1, "pl"), "{count} wiadomość");
  assert.equal(chooseForm(word, 3, "pl"), "{count} wiadomości");
  assert.equal(chooseForm({ other: "any" }, 1, "en"), "any");
  assert.equal(fill("{name} and {unknown}", { name: "Rosa" }), "Rosa and {unknown}");
});

test("an instant is said in the reader's zone, and another year is named", () => {
  const at = new Date("2026-04-14T23:30:00Z");
  const now = new Date("2026-11-22T10:00:00Z");
  assert.equal(sayTime(at, "clock", "en-GB", "Europe/London", now), "00:30");
  assert.equal(dayOf(at, "Europe/London"), "2026-04-15");
  assert.equal(dayOf(at, "America/New_York"), "2026-04-14");
  assert.match(sayTime(new Date("2024-04-14T08:00:00Z"), "day", "en-GB", "UTC", now), /2024/);
});

test("a mention begins at an @ after a gap, and never inside an address", () => {
  assert.deepEqual(mentionAt("Ask @Ro", 7), { start: 4, wanted: "Ro" });
  assert.deepEqual(mentionAt("@Rosa Mar", 9), { start: 0, wanted: "Rosa Mar" });
  assert.equal(mentionAt("rosa@mari", 9), null);
  assert.equal(mentionAt("Nothing here", 12), null);
});

test("the server knows every word that scripts say, and no other", async () => {
  const read = (path) => readFile(new URL(path, import.meta.url), "utf8");
  const first = (await read("../ts/words.ts")).split("const english")[1].split("let given")[0];
  const ours = first + (await read("../ts/rest-words.ts"));
  const theirs = await read("../../fourleaf/kit/words.py");
  const keys = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1]).sort();
  assert.deepEqual(keys(theirs, /^ {4}"(\w+)":/gm), keys(ours, /^ {2}(\w+):/gm));
});
