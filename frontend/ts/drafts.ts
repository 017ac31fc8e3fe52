/** What is half written: kept in this browser at every key, and on the server as soon as that answers. */
import { type Draft, draftAt, fateOf, forgetDraft, keepDraft, pauseAfter } from "./outbox.ts";

const PAUSE = 800;
/** The text that the server held has gone another way since this page saw it. */
const GONE = 409;

/** What the server holds since when, by its own clock: an empty text says that one went another way then; 0 for none. */
export interface Kept {
  body: string;
  at: number;
}

/** What to go on with: what this browser alone has, unless the server's is newer. */
export function newer(local: Draft | undefined, server: Kept): string {
  if (!local) return server.body;
  const isItsBase = server.body ? server.body === local.base : server.at === local.since;
  return isItsBase || local.at > server.at ? local.body : server.body;
}

/** What the server says to a draft, and since when it holds what it holds now. */
export interface Answer {
  ok: boolean;
  redirected: boolean;
  status: number;
  at: number;
}

/** What a keeper needs of the world; a test puts its own in place. Writes and removals happen in the order asked for. */
export interface Places {
  read(place: string): Promise<Draft | undefined>;
  write(draft: Draft): Promise<void>;
  remove(place: string): Promise<void>;
  /** `seen` is since when the server holds what this page knows of. */
  save(body: string, seen: number, isLeaving: boolean): Promise<Answer>;
  later(run: () => void, delay: number): number;
  cancel(timer: number): void;
}

/** The stores of this browser, and a way to the server. */
export function browserPlaces(save: Places["save"]): Places {
  return {
    read: draftAt,
    write: keepDraft,
    remove: forgetDraft,
    save,
    later: (run, delay) => setTimeout(run, delay) as unknown as number,
    cancel: (timer) => clearTimeout(timer),
  };
}

export class DraftKeeper {
  readonly #person: string;
  readonly #place: string;
  readonly #world: Places;
  #server: Kept;
  #body: string;
  #isSaving = false;
  #tries = 0;
  #timer = 0;

  constructor(person: string, name: string, server: Kept, world: Places) {
    this.#person = person;
    this.#place = `${person} ${name}`;
    this.#server = server;
    this.#body = server.body;
    this.#world = world;
  }

  /** The newest that is known; what only this browser has goes on to the server. */
  async newest(): Promise<string> {
    const local = await this.#world.read(this.#place).catch(() => undefined);
    if (this.#body !== this.#server.body) return this.#body;
    const body = newer(local, this.#server);
    if (body !== this.#server.body) this.note(body);
    else if (local) this.#forget();
    return body;
  }

  /** Something was written: keep it here at once and on the server after a pause. */
  note(body: string): void {
    if (body === this.#body) return;
    this.#body = body;
    this.#tries = 0;
    this.#keep(Date.now());
    this.#schedule(PAUSE);
  }

  /** The text goes to another page. If it goes its way from there, what stays here is older than that. */
  goOn(): void {
    if (this.#body !== this.#server.body) this.#keep(0);
  }

  /** The server may be back: do not wait for the next try. */
  wake(): void {
    if (this.#tries > 0) void this.#save();
  }

  /** The page goes. */
  leave(): void {
    if (this.#body !== this.#server.body) void this.#save(true);
  }

  #schedule(delay: number): void {
    this.#world.cancel(this.#timer);
    this.#timer = this.#world.later(() => void this.#save(), delay);
  }

  async #save(isLeaving = false): Promise<void> {
    const body = this.#body;
    if (body === this.#server.body || (this.#isSaving && !isLeaving)) return;
    this.#world.cancel(this.#timer);
    this.#isSaving = true;
    const answer = await this.#world.save(body, this.#server.at, isLeaving).catch(() => undefined);
    this.#isSaving = false;
    const fate = answer ? fateOf(answer) : "later";
    if (answer?.status === GONE) this.#holds({ body: "", at: answer.at });
    else if (answer && fate === "arrived") this.#holds({ body, at: answer.at });
    else if (fate === "later") this.#postpone();
  }

  /** This is what the server holds now; what has been written since goes to it soon. */
  #holds(server: Kept): void {
    this.#tries = 0;
    this.#server = server;
    if (this.#body === server.body) return this.#forget();
    this.#keep(Date.now());
    this.#schedule(PAUSE);
  }

  #postpone(): void {
    this.#tries += 1;
    this.#schedule(pauseAfter(this.#tries));
  }

  #keep(at: number): void {
    const { body: base, at: since } = this.#server;
    const draft = { place: this.#place, person: this.#person, body: this.#body, base, since, at };
    void this.#world.write(draft).catch(() => undefined);
  }

  #forget(): void {
    void this.#world.remove(this.#place).catch(() => undefined);
  }
}
