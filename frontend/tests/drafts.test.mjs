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
  save = async (body) => {
    if (this.status === 204) this.saved.push(body);
    return { ok: this.status < 300, redirected: false, status: this.status };
  };
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
  const local = { place: "anna /draft/", person: "anna", body: "Here", base: "Before", at: 50 };
  assert.equal(newer(undefined, { body: "There", at: 1 }), "There");
  assert.equal(newer(local, { body: "There", at: 49 }), "Here");
  assert.equal(newer(local, { body: "There", at: 51 }), "There");
  assert.equal(newer(local, { body: "Before", at: 99 }), "Here", "the server never had it");
});

test("what is typed while the store is read stays", async () => {
  const world = new World();
  world.stored.set("anna /draft/", { place: "anna /draft/", person: "anna", body: "Old", base: "", at: 5 });
  const page = world.page();
  const reading = page.newest();
  page.note("New");
  assert.equal(await reading, "New");
});
