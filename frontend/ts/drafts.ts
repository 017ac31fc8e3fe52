/** What is half written: kept in this browser at every key, and on the server as soon as that answers. */
import { type Draft, draftAt, fateOf, forgetDraft, keepDraft, pauseAfter } from "./outbox.ts";

const PAUSE = 800;

export interface Kept {
  body: string;
  at: number;
}

/** What to go on with: what this browser alone has, unless the server's is newer. */
export function newer(local: Draft | undefined, server: Kept): string {
  if (!local) return server.body;
  return server.body === local.base || local.at > server.at ? local.body : server.body;
}

/** What a keeper needs of the world; a test puts its own in place. */
export interface Places {
  read(place: string): Promise<Draft | undefined>;
  write(draft: Draft): Promise<void>;
  remove(place: string): Promise<void>;
  save(body: string, isLeaving: boolean): Promise<{ ok: boolean; redirected: boolean; status: number }>;
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
  #local: Promise<void> = Promise.resolve();
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
    else if (local) this.#forget(body);
    return body;
  }

  /** Something was written: keep it here at once and on the server after a pause. */
  note(body: string): void {
    if (body === this.#body) return;
    this.#body = body;
    this.#tries = 0;
    const draft = { place: this.#place, person: this.#person, body, base: this.#server.body, at: Date.now() };
    this.#then(() => this.#world.write(draft));
    this.#schedule(PAUSE);
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
    const answer = await this.#world.save(body, isLeaving).catch(() => undefined);
    this.#isSaving = false;
    const fate = answer ? fateOf(answer) : "later";
    if (fate === "arrived") this.#arrived(body);
    else if (fate === "later") this.#postpone();
  }

  #arrived(body: string): void {
    this.#tries = 0;
    this.#server = { body, at: Date.now() };
    if (this.#body === body) this.#forget(body);
    else this.#schedule(PAUSE);
  }

  #postpone(): void {
    this.#tries += 1;
    this.#schedule(pauseAfter(this.#tries));
  }

  #forget(body: string): void {
    this.#then(async () => {
      if (this.#body === body) await this.#world.remove(this.#place);
    });
  }

  /** One write after the other, so that the newest stays. */
  #then(act: () => Promise<void>): void {
    this.#local = this.#local.then(act).catch(() => undefined);
  }
}
