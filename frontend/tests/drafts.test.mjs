/** What becomes of half a thought while the server is away, without a browser. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const { outputFiles } = await esbuild.build({
  entryPoints: [fileURLToPath(new URL("../ts/drafts.ts", import.meta.url))],
  bundle: true,
  format: "esm",
  write: false,
});
const code = Buffer.from(outputFiles[0].text).toString("base64");
const { DraftKeeper, newer } = await import(`data:text/javascript;base64,${code}`);
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A browser's store that outlives a page, a server that can be away, and a clock that rings when told to. */
class World {
  stored = new Map();
  saved = [];
  status = 204;
  alarms = [];
  read = async (place) => this.stored.get(place);
  write = async (draft) => void this.stored.set(draft.place, draft);
  remove = async (place) => void this.stored.delete(place);
  cancel = () => undefined;
  held = 0;
  save = async (body, seen) => {
    if (this.status === 204 && seen !== this.held) return this.answer(409);
    if (this.status === 204) {
      this.saved.push(body);
      this.held += 1;
    }
    return this.answer(this.status);
  };
  answer = (status) => ({ ok: status < 300, redirected: false, status, at: this.held });
  later = (run, delay) => this.alarms.push({ run, delay });
  async ring() {
    this.alarms.at(-1).run();
    await settled();
  }
  page(body = "", at = 0) {
    return new DraftKeeper("anna", "/draft/", { body, at }, this);
  }
}

test("words survive a page that is left while the server is away", async () => {
  const world = new World();
  world.status = 503;
  world.page().note("Half a thought");
  await world.ring();
  const back = world.page();
  assert.equal(await back.newest(), "Half a thought");
  world.status = 204;
  await world.ring();
  assert.deepEqual(world.saved, ["Half a thought"]);
  assert.equal(world.stored.size, 0, "the server has it: nothing is left on this computer");
});

test("the server is asked again until it answers", async () => {
  const world = new World();
  world.status = 503;
  const page = world.page();
  page.note("Words");
  for (let tries = 0; tries < 5; tries += 1) await world.ring();
  assert.deepEqual(
    world.alarms.map(({ delay }) => delay),
    [800, 1_000, 2_000, 4_000, 5_000, 5_000],
  );
  world.status = 204;
  page.wake();
  await settled();
  assert.deepEqual(world.saved, ["Words"]);
});

test("what was sent does not come back as a draft", async () => {
  const world = new World();
  world.status = 503;
  const page = world.page("Sent since");
  page.note("");
  await world.ring();
  assert.equal(await world.page("Sent since", Date.now() + 1_000).newest(), "");
});

test("the newer of two drafts is taken", () => {
  const local = { place: "anna /draft/", person: "anna", body: "Here", base: "Before", since: 7, at: 50 };
  assert.equal(newer(undefined, { body: "There", at: 1 }), "There");
  assert.equal(newer(local, { body: "There", at: 49 }), "Here");
  assert.equal(newer(local, { body: "There", at: 51 }), "There");
  assert.equal(newer(local, { body: "Before", at: 99 }), "Here", "the server never had it");
});

test("what is typed while the store is read stays", async () => {
  const world = new World();
  world.stored.set("anna /draft/", {
    place: "anna /draft/",
    person: "anna",
    body: "Old",
    base: "",
    since: 0,
    at: 5,
  });
  const page = world.page();
  const reading = page.newest();
  page.note("New");
  assert.equal(await reading, "New");
});

test("what has gone another way from the next page does not come back, whatever the device's clock says", async () => {
  const world = new World();
  const page = world.page();
  page.note("At eight.");
  page.goOn();
  await settled();
  const planned = Date.now() - 3_600_000;
  assert.equal(await world.page("", planned).newest(), "");
  await settled();
  assert.equal(world.stored.size, 0);
});

test("what went to the next page and no further is still there", async () => {
  const world = new World();
  world.status = 503;
  const page = world.page("", 7);
  page.note("At eight.");
  page.goOn();
  await settled();
  assert.equal(await world.page("", 7).newest(), "At eight.");
});

test("what is written after another text has gone is kept by an older page too", async () => {
  const world = new World();
  const old = world.page();
  world.held = 9;
  old.note("Something new");
  await world.ring();
  assert.deepEqual(world.saved, [], "it might have been the text that has gone");
  await world.ring();
  assert.deepEqual(world.saved, ["Something new"]);
});
