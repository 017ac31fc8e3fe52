/** The live client against a socket and a clock of our own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { build } from "esbuild";

const bundle = await build({
  entryPoints: [new URL("../ts/live/client.ts", import.meta.url).pathname],
  bundle: true,
  format: "esm",
  write: false,
});
const code = Buffer.from(bundle.outputFiles[0].contents).toString("base64");
const { LiveClient } = await import(`data:text/javascript;base64,${code}`);

const SPACE = "space:7";

class World {
  sockets = [];
  time = 0;
  timers = [];
  dial() {
    const socket = { said: [], closed: false, send: (text) => socket.said.push(JSON.parse(text)) };
    socket.close = () => {
      socket.closed = true;
    };
    this.sockets.push(socket);
    return socket;
  }
  random() {
    return 1;
  }
  now() {
    return this.time;
  }
  later(run, delay) {
    const timer = { run, at: this.time + delay };
    this.timers.push(timer);
    return timer;
  }
  cancel(timer) {
    this.timers = this.timers.filter((one) => one !== timer);
  }
  pass(duration) {
    const end = this.time + duration;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.cancel(next);
      this.time = next.at;
      next.run();
    }
    this.time = end;
  }
  get socket() {
    return this.sockets.at(-1);
  }
  tell(message) {
    this.socket.onmessage({ data: JSON.stringify(message) });
  }
  hello() {
    this.tell({ hello: { person: "p", server: "s" } });
  }
  post(sequence) {
    this.tell({
      topic: SPACE,
      sequence,
      name: "PostAdded",
      post: `${sequence}`,
      thread: null,
      author: "a",
      fragment: "<p>",
    });
  }
}

function begin(after = 3) {
  const world = new World();
  const client = new LiveClient(world);
  const heard = [];
  const off = client.subscribe(SPACE, after, (message) => heard.push(message));
  client.start();
  world.hello();
  world.tell({ watching: SPACE, at: after ?? 10 });
  return { world, client, heard, off, numbers: () => heard.map(({ sequence }) => sequence) };
}

test("asks for a topic only after the greeting, from the page's number", () => {
  const world = new World();
  const client = new LiveClient(world);
  client.subscribe(SPACE, 3, () => undefined);
  client.start();
  assert.deepEqual(world.socket.said, []);
  world.hello();
  assert.deepEqual(world.socket.said, [{ watch: SPACE, after: 3 }]);
});

test("a gap is asked for once and then filled, nothing twice", () => {
  const { world, numbers } = begin();
  world.post(4);
  world.post(6);
  world.post(7);
  assert.deepEqual(world.socket.said.slice(1), [{ watch: SPACE, after: 4 }]);
  for (const number of [5, 6, 7, 7, 4, 8]) world.post(number);
  assert.deepEqual(numbers(), [4, 5, 6, 7, 8]);
});

test("a second gap is asked for too", () => {
  const { world } = begin();
  world.post(5);
  for (const number of [4, 5]) world.post(number);
  world.post(7);
  assert.deepEqual(
    world.socket.said.map(({ after }) => after),
    [3, 3, 5],
  );
});

test("after a reconnect each topic goes on from its last number", () => {
  const { world, numbers } = begin();
  world.post(4);
  world.socket.onclose({ code: 1006 });
  world.pass(500);
  assert.equal(world.sockets.length, 2);
  world.hello();
  assert.deepEqual(world.socket.said, [{ watch: SPACE, after: 4 }]);
  world.post(5);
  assert.deepEqual(numbers(), [4, 5]);
});

test("attempts grow rarer up to half a minute and start anew after success", () => {
  const { world } = begin();
  const delays = [];
  for (let attempt = 0; attempt < 9; attempt += 1) {
    const before = world.time;
    const count = world.sockets.length;
    world.socket.onclose({ code: 1006 });
    while (world.sockets.length === count) world.pass(100);
    delays.push(world.time - before);
  }
  assert.deepEqual(delays, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
  world.hello();
  world.socket.onclose({ code: 1006 });
  world.pass(500);
  assert.equal(world.sockets.length, 11);
});

test("waking up does not wait", () => {
  const { world, client } = begin();
  world.socket.onclose({ code: 1006 });
  client.wake();
  client.wake();
  assert.equal(world.sockets.length, 2);
  world.pass(10_000);
  assert.equal(world.sockets.length, 2);
});

test("a silent line is given up, a beat keeps it", () => {
  const { world } = begin();
  world.pass(40_000);
  world.tell({ beat: true });
  world.pass(40_000);
  assert.equal(world.sockets.length, 1);
  world.pass(11_000);
  assert.equal(world.sockets[0].closed, true);
  assert.equal(world.sockets.length, 2);
});

test("who is signed out stays away", () => {
  const { world, client } = begin();
  world.socket.onclose({ code: 4401 });
  world.pass(600_000);
  assert.equal(client.state, "signed-out");
  assert.equal(world.sockets.length, 1);
});

test("a closed topic is told and not asked for again", () => {
  const { world, heard } = begin();
  world.tell({ closed: SPACE, why: "membership" });
  assert.deepEqual(heard, [{ kind: "closed", why: "membership" }]);
  world.socket.onclose({ code: 1006 });
  world.pass(500);
  world.hello();
  assert.deepEqual(world.socket.said, []);
});

test("a reload goes on from the number it names", () => {
  const { world, heard } = begin();
  world.tell({ reload: SPACE, at: 900 });
  world.post(901);
  assert.deepEqual(
    heard.map(({ kind }) => kind),
    ["reload", "post"],
  );
  assert.equal(world.socket.said.length, 1);
});

test("several subscribers of one topic each hear their own numbers once", () => {
  const { world, client, numbers } = begin(null);
  const late = [];
  const beside = [];
  client.subscribe(SPACE, null, ({ sequence }) => beside.push(sequence));
  world.post(11);
  client.subscribe(SPACE, 9, ({ sequence }) => late.push(sequence));
  assert.deepEqual(world.socket.said.slice(1), [{ watch: SPACE, after: 9 }]);
  for (const number of [10, 11, 12]) world.post(number);
  assert.deepEqual(
    [numbers(), beside, late],
    [
      [11, 12],
      [11, 12],
      [10, 11, 12],
    ],
  );
});

test("the last subscriber to go unwatches", () => {
  const { world, client, off } = begin();
  const other = client.subscribe(SPACE, null, () => undefined);
  off();
  assert.equal(world.socket.said.length, 1);
  other();
  assert.deepEqual(world.socket.said.at(-1), { unwatch: SPACE });
});

test("presence is repeated, typing is not said too often", () => {
  const { world, client } = begin();
  client.here(SPACE);
  client.typing(SPACE);
  client.typing(SPACE, "post");
  world.pass(26_000);
  client.typing(SPACE, "post");
  assert.deepEqual(world.socket.said.slice(1), [
    { here: SPACE },
    { typing: SPACE },
    { here: SPACE },
    { typing: SPACE, thread: "post" },
  ]);
});

test("rubbish on the line harms nothing", () => {
  const { world, numbers } = begin();
  for (const data of ["", "null", "3", "{", new ArrayBuffer(2)]) world.socket.onmessage({ data });
  world.tell({ unheard: "of" });
  world.post(4);
  assert.deepEqual(numbers(), [4]);
});
