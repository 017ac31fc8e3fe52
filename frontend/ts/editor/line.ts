/** The line to the server: tickets, connection, what is saved, and why it ended. */
import { createDecoder, readVarUint, readVarUint8Array } from "lib0/decoding";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

/** Where the text stands between this page and the server's disk. */
export type Standing = "opening" | "saved" | "saving" | "offline";
/** Why nothing more can be written; the page says so. */
export type Ending = "lost" | "read-only" | "refused" | "signed-out";

export interface Ticket {
  ticket: string;
  path: string;
  role: "editor" | "commenter" | "reader";
  sequence: number;
}

const SYNC = 0;
const STEP_1 = 0;
const SAVED = 110;
const BESIDE = 111;
const SIGNED_OUT = 4401;
const READ_ONLY = 4405;
/** More at once than the server reads: it would be sent again and again. */
const TOO_BIG = 1009;
const RETRY = 3_000;
/** An answer to what was written just before what is written now says nothing about the latter. */
const BREATH = 250;

/** Ask for a ticket; the answer says what the reader may do, or why they may do nothing. */
export async function ticketFrom(address: string): Promise<Ticket | Ending> {
  const answer = await fetch(address, {
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    redirect: "manual",
  });
  if (answer.ok) return (await answer.json()) as Ticket;
  if (answer.type === "opaqueredirect" || answer.status === 401) return "signed-out";
  if (answer.status === 403 || answer.status === 404) return "lost";
  throw new Error(`ticket: ${answer.status}`);
}

export class Line {
  readonly provider: WebsocketProvider;
  readonly #address: string;
  readonly #role: Ticket["role"];
  readonly #onStanding: (standing: Standing) => void;
  readonly #onEnding: (ending: Ending) => void;
  #standing: Standing = "opening";
  #wroteAt = 0;
  #isWaiting = false;
  #timer = 0;
  #retry = 0;
  #isOver = false;
  /** Up to which clock of this page's own client id all is on disk. */
  #savedTo = 0;
  /** How often this page has written, and how often it had when the server last said that all is on disk. */
  #written = 0;
  #heardTo = 0;

  /** `role` is what the page was made for; who may do less by now is told so. `onBeside` hears of comments and reviews. */
  constructor(
    doc: Y.Doc,
    address: string,
    role: Ticket["role"],
    onStanding: (standing: Standing) => void,
    onEnding: (ending: Ending) => void,
    onBeside: () => void,
  ) {
    this.#address = address;
    this.#role = role;
    this.#onStanding = onStanding;
    this.#onEnding = onEnding;
    const at = new URL("../sync", new URL(address, location.href));
    const root = at.href.replace(/^http/, "ws").replace(/\/sync$/, "");
    this.provider = new WebsocketProvider(root, "sync", doc, { connect: false, disableBc: true });
    this.#listen(onBeside);
    this.provider.on("status", ({ status }) => {
      if (status === "disconnected") this.#tell("offline");
    });
    this.provider.on("sync", (isSynced: boolean) => {
      if (isSynced) this.#onSynced();
    });
    this.provider.on("connection-close", (event: CloseEvent | null) => {
      if (event?.code === TOO_BIG) this.#end("refused");
    });
    this.provider.on("closed", ({ code }) => void this.#onClosed(code));
    doc.on("update", (_update: Uint8Array, _from: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      if (local) this.#onWritten();
    });
    addEventListener("online", this.#onOnline);
    addEventListener("offline", this.#onOffline);
  }

  /** Get a ticket and connect; without a line to the server, try again. */
  async open(): Promise<void> {
    if (this.#isOver) return;
    clearTimeout(this.#retry);
    let got: Ticket | Ending;
    try {
      got = await ticketFrom(this.#address);
    } catch {
      this.#tell("offline");
      this.#retry = window.setTimeout(() => void this.open(), RETRY);
      return;
    }
    if (this.#isOver) return;
    if (typeof got === "string") return this.#end(got);
    if (!this.#isEnough(got.role)) return this.#end("read-only");
    this.provider.params = { ticket: got.ticket, saved: "1" };
    this.provider.connect();
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    removeEventListener("online", this.#onOnline);
    removeEventListener("offline", this.#onOffline);
    this.provider.destroy();
  }

  /** The words of this page that the server has not said to be on disk. */
  unsent(): string {
    return typedSince(this.provider.doc, this.#savedTo);
  }

  #onOnline = (): void => {
    if (this.provider.wsconnected && this.provider.synced) this.#onSynced();
    else void this.open();
  };

  /**
   * The device knows at once; the socket notices much later, if at all, and would send what is written meanwhile, or
   * hear what was said of earlier words, when nobody knows what still holds. A new one begins with what the server has.
   */
  #onOffline = (): void => {
    this.#tell("offline");
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    this.provider.disconnect();
    this.#retry = window.setTimeout(() => void this.open(), RETRY);
  };

  /** Beside the sync itself: what the server says it has when we come, and what it has put on disk since. */
  #listen(onBeside: () => void): void {
    const { messageHandlers, doc } = this.provider;
    const sync = messageHandlers[SYNC]!;
    messageHandlers[SYNC] = (encoder, decoder, provider, emitSynced, kind) => {
      const { arr, pos } = decoder;
      if (arr[pos] === STEP_1) {
        const theirs = Y.decodeStateVector(readVarUint8Array(createDecoder(arr.subarray(pos + 1))));
        const ours = Y.decodeStateVector(Y.encodeStateVector(doc));
        this.#savedTo = Math.max(this.#savedTo, theirs.get(doc.clientID) ?? 0);
        this.#isWaiting = [...ours].some(([client, clock]) => clock > (theirs.get(client) ?? 0));
      }
      sync(encoder, decoder, provider, emitSynced, kind);
    };
    messageHandlers[SAVED] = (_encoder, decoder) => {
      readVarUint(decoder);
      this.#heardTo = this.#written;
      this.#settle();
    };
    messageHandlers[BESIDE] = onBeside;
  }

  #onWritten(): void {
    this.#wroteAt = performance.now();
    this.#written += 1;
    this.#isWaiting = true;
    if (this.#standing === "saved") this.#tell("saving");
  }

  #onSynced(): void {
    if (this.#isWaiting) return this.#tell("saving");
    this.#heardTo = this.#written;
    this.#settle();
  }

  #settle(): void {
    clearTimeout(this.#timer);
    const rest = BREATH - (performance.now() - this.#wroteAt);
    if (rest > 0) {
      this.#timer = window.setTimeout(() => this.#settle(), rest);
      return;
    }
    if (!this.provider.wsconnected || this.#heardTo < this.#written) return;
    this.#isWaiting = false;
    this.#savedTo = Y.getState(this.provider.doc.store, this.provider.doc.clientID);
    this.#tell("saved");
  }

  async #onClosed(code: number): Promise<void> {
    if (this.#isOver) return;
    if (code === READ_ONLY) return this.#end("read-only");
    // Whatever else ended it: asking for a ticket says what the reader may do now.
    const got = await ticketFrom(this.#address).catch(() => undefined);
    if (typeof got === "string") return this.#end(got);
    if (got === undefined) return void this.open();
    if (!this.#isEnough(got.role)) return this.#end("read-only");
    if (code === SIGNED_OUT) return void this.open();
    this.#end("refused");
  }

  #isEnough(role: Ticket["role"]): boolean {
    return role === "editor" || role === this.#role;
  }

  #end(ending: Ending): void {
    if (this.#isOver) return;
    this.close();
    this.#onEnding(ending);
  }

  #tell(standing: Standing): void {
    if (this.#isOver || standing === this.#standing) return;
    this.#standing = standing;
    this.#onStanding(standing);
  }
}

/** What this page has typed from a clock on and still stands there; a line for each block. */
function typedSince(doc: Y.Doc, since: number): string {
  let words = "";
  for (const item of doc.store.clients.get(doc.clientID) ?? []) {
    if (!(item instanceof Y.Item) || item.deleted || item.id.clock + item.length <= since) continue;
    if (item.content instanceof Y.ContentType) words += "\n";
    else if (item.content instanceof Y.ContentString)
      words += item.content.str.slice(Math.max(0, since - item.id.clock));
  }
  return words.trim();
}
