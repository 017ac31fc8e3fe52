/** The order of what is sent, without a browser: strictly by age, whatever the server does in between. */
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

const { Lane } = await load("lane");
const { whatFits } = await load("uploads");
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A server that answers what it is told to, and a clock that rings when it is told to. */
class World {
  fate = "arrived";
  tried = [];
  waiting = [];
  alarms = [];
  drained = 0;
  sent() {
    this.drained += 1;
  }
  later(run, delay) {
    return this.alarms.push({ run, delay });
  }
  cancel(timer) {
    if (this.alarms[timer - 1]) this.alarms[timer - 1].run = () => undefined;
  }
  ring() {
    this.alarms.at(-1).run();
    return settled();
  }
  message(at, fate) {
    const message = { at, isOver: false, wait: () => this.waiting.push(at) };
    message.attempt = async () => {
      this.tried.push(at);
      await settled();
      return fate ?? this.fate;
    };
    return message;
  }
}

async function drained(world, count) {
  for (let turn = 0; turn < 50 && world.tried.length < count; turn += 1) await settled();
  for (let turn = 0; turn < 4; turn += 1) await settled();
}

test("after an outage everything arrives in the order in which it was written", async () => {
  const world = new World();
  const lane = new Lane(world);
  world.fate = "later";
  for (const at of [0, 1, 2, 3, 4, 5]) lane.take(world.message(at));
  await drained(world, 1);
  assert.deepEqual(world.tried, [0], "nothing overtakes the oldest");
  assert.deepEqual(world.waiting, [0, 1, 2, 3, 4, 5], "and each says that it is kept");
  world.fate = "arrived";
  world.tried = [];
  await world.ring();
  await drained(world, 6);
  assert.deepEqual(world.tried, [0, 1, 2, 3, 4, 5]);
  assert.equal(world.drained, 1, "and it is said once that all has gone");
});

test("what is written while older ones wait goes behind them", async () => {
  const world = new World();
  const lane = new Lane(world);
  world.fate = "later";
  lane.take(world.message(1));
  await drained(world, 1);
  lane.take(world.message(2));
  await drained(world, 2);
  assert.deepEqual(world.tried, [1]);
  world.fate = "arrived";
  lane.wake();
  await drained(world, 3);
  assert.deepEqual(world.tried, [1, 1, 2]);
});

test("the server is asked again within five seconds for as long as it takes", async () => {
  const world = new World();
  const lane = new Lane(world);
  world.fate = "later";
  lane.take(world.message(1));
  await drained(world, 1);
  for (let tries = 2; tries < 12; tries += 1) {
    await world.ring();
    await drained(world, tries);
  }
  assert.deepEqual(
    world.alarms.map(({ delay }) => delay),
    [1_000, 2_000, 4_000, ...Array(8).fill(5_000)],
  );
});

test("a refused or discarded message lets the next one go", async () => {
  const world = new World();
  const lane = new Lane(world);
  const gone = world.message(2);
  gone.isOver = true;
  lane.take(world.message(1, "refused"));
  lane.take(gone);
  lane.take(world.message(3));
  await drained(world, 2);
  assert.deepEqual(world.tried, [1, 3]);
  assert.deepEqual(world.alarms, []);
});

test("one message holds ten files", () => {
  const files = Array.from({ length: 20 }, (_, index) => index);
  assert.equal(whatFits(files, 0).fit.length, 10);
  assert.deepEqual(whatFits(files, 8).fit, [0, 1]);
  assert.equal(whatFits(files, 8).rest.length, 18);
  assert.deepEqual(whatFits([1], 10), { fit: [], rest: [1] });
});
