// An unmodified y-websocket client without a browser. Says on stdout what happens, one JSON a line; told on stdin.
import { createInterface } from "node:readline";
import { WebsocketProvider } from "y-websocket";
import { WebSocket } from "ws";
import * as Y from "yjs";

const [server, path, ticket, origin, cookie] = process.argv.slice(2);
const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

/** What a browser sends by itself: where its page came from and its cookies. */
class AsBrowser extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, { headers: { origin, cookie } });
  }
}

const doc = new Y.Doc();
const root = doc.getXmlFragment("default");
const provider = new WebsocketProvider(server, path, doc, {
  WebSocketPolyfill: cookie ? AsBrowser : WebSocket,
  params: ticket ? { ticket, saved: "1" } : {},
  disableBc: true,
  maxBackoffTime: 300,
});
provider.messageHandlers[110] = (_encoder, decoder) => {
  let number = 0;
  for (let shift = 1; ; shift *= 128) {
    const byte = decoder.arr[decoder.pos++];
    number += (byte & 127) * shift;
    if (byte < 128) break;
  }
  say({ saved: number });
};
provider.on("sync", (synced) => say({ synced }));
provider.on("status", ({ status }) => say({ status }));
provider.on("connection-close", (event) => say({ closed: event?.code ?? null }));
doc.on("update", (_update, from) => {
  if (from === provider) say({ heard: Date.now() });
});

const deeds = {
  write(text) {
    const paragraph = new Y.XmlElement("paragraph");
    paragraph.insert(0, [new Y.XmlText(text)]);
    root.insert(root.length, [paragraph]);
  },
  long(size) {
    deeds.write("x".repeat(size));
  },
  insert({ at, text }) {
    const first = root.get(0)?.get(0);
    first.insert(Math.min(at, first.length), text);
  },
  delete({ at, size }) {
    const first = root.get(0)?.get(0);
    if (first.length > at + size) first.delete(at, size);
  },
  name(name) {
    provider.awareness.setLocalStateField("user", { name });
  },
  connect(on) {
    if (on) provider.connect();
    else provider.disconnect();
  },
  /** Writes as a client that it is not. */
  forge(client) {
    const other = new Y.Doc();
    other.clientID = client;
    other.getText("forged").insert(0, "not mine");
    const update = Y.encodeStateAsUpdate(other);
    const message = new Uint8Array([0, 2, update.length, ...update]);
    provider.ws.send(message);
  },
  raw(bytes) {
    provider.ws.send(new Uint8Array(bytes));
  },
  tell() {
    const names = [...provider.awareness.getStates().values()].map((state) => state.user?.name ?? "");
    say({ text: root.toString(), client: doc.clientID, names: names.sort(), size: Y.encodeStateAsUpdate(doc).length });
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  for (const [deed, value] of Object.entries(JSON.parse(line))) deeds[deed](value);
}
provider.destroy();
process.exit(0);
