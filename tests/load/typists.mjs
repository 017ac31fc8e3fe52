// Many unmodified y-websocket clients in one process. Each types a word and waits until it is told that it is on disk.
import { createInterface } from "node:readline";
import { WebsocketProvider } from "y-websocket";
import { WebSocket } from "ws";
import * as Y from "yjs";

const [server, path, origin, ...sessions] = process.argv.slice(2);
const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
const SAVED = 110;
const PAUSE = 80;
/** Who comes back may have had its word taken just before the line broke: then nothing more is said of it. */
const PATIENCE = 1500;

class Typist {
  #number = 0;
  #word = "";
  #since = 0;
  #isOver = false;
  #doc = new Y.Doc();
  #run = new Y.XmlText();

  constructor(place, session) {
    this.place = place;
    class AsBrowser extends WebSocket {
      constructor(url, protocols) {
        super(url, protocols, { headers: { origin, cookie: `sessionid=${session}` } });
      }
    }
    this.provider = new WebsocketProvider(server, path, this.#doc, {
      WebSocketPolyfill: AsBrowser, params: { saved: "1" }, disableBc: true, maxBackoffTime: 300,
    });
    this.provider.messageHandlers[SAVED] = () => {
      if (this.#word) say({ saved: this.#word });
      this.#word = "";
    };
    this.provider.on("connection-close", (event) => say({ closed: event?.code ?? 1006 }));
    this.provider.once("sync", () => {
      const paragraph = new Y.XmlElement("paragraph");
      paragraph.insert(0, [this.#run]);
      this.#doc.getXmlFragment("default").push([paragraph]);
      this.#timer = setInterval(() => this.#type(), PAUSE);
    });
  }
  #timer;

  #type() {
    if (this.#isOver || (this.#word && Date.now() - this.#since < PATIENCE)) return;
    if (!this.provider.wsconnected) return;
    this.#word = `w${this.place}-${this.#number++};`;
    this.#since = Date.now();
    const at = this.#number % 3 ? this.#run.length : 0;
    this.#run.insert(at, this.#word);
  }

  stop() {
    this.#isOver = true;
  }

  get text() {
    return this.#doc.getXmlFragment("default").toString();
  }

  end() {
    clearInterval(this.#timer);
    this.provider.destroy();
  }
}

const typists = sessions.map((session, place) => new Typist(place, session));
const deeds = {
  stop: () => typists.forEach((typist) => typist.stop()),
  tell: () => say({ texts: [...new Set(typists.map((typist) => typist.text))] }),
};
for await (const line of createInterface({ input: process.stdin })) deeds[line.trim()]();
for (const typist of typists) typist.end();
process.exit(0);
