/** One message after the other, oldest first: none overtakes one that waits. Plain, and tested without a browser. */
import { type Fate, pauseAfter } from "./outbox.ts";

export interface Traveller {
  /** When it was written: the oldest goes first. */
  readonly at: number;
  /** Sent, taken back or discarded. */
  readonly isOver: boolean;
  /** Go once, and say what came of it. */
  attempt(): Promise<Fate>;
  /** The way is closed: what it waits behind could not go. */
  wait(): void;
}

/** What a lane needs of the world; a test puts its own in place. */
export interface Clock {
  later(run: () => void, delay: number): number;
  cancel(timer: number): void;
  /** All that had waited has gone. */
  sent(): void;
}

const clock: Clock = {
  later: (run, delay) => setTimeout(run, delay) as unknown as number,
  cancel: (timer) => clearTimeout(timer),
  sent: () => dispatchEvent(new Event("fourleaf:sent")),
};

export class Lane {
  readonly #clock: Clock;
  #queue: Traveller[] = [];
  #isGoing = false;
  #tries = 0;
  #timer = 0;

  constructor(its: Clock = clock) {
    this.#clock = its;
  }

  /** Take a place by age; only what waits for nobody goes at once. */
  take(traveller: Traveller): void {
    if (!this.#queue.includes(traveller))
      this.#queue = [...this.#queue, traveller].sort((one, other) => one.at - other.at);
    if (this.#tries === 0) void this.#go();
    else traveller.wait();
  }

  /** The line or the server may be back: do not wait for the next try. */
  wake(): void {
    if (this.#queue.length > 0) void this.#go();
  }

  async #go(): Promise<void> {
    if (this.#isGoing) return;
    this.#isGoing = true;
    this.#clock.cancel(this.#timer);
    const hadWaited = this.#tries > 0;
    let fate: Fate = "arrived";
    let count = 0;
    for (let next = this.#first(); next && fate !== "later"; next = this.#first()) {
      fate = await next.attempt().catch((): Fate => "later");
      if (fate !== "later") this.#leave(next);
      if (fate === "arrived") count += 1;
    }
    this.#isGoing = false;
    if (fate === "later") return this.#postpone();
    this.#tries = 0;
    if (hadWaited && count > 0) this.#clock.sent();
  }

  #first(): Traveller | undefined {
    this.#queue = this.#queue.filter((one) => !one.isOver);
    return this.#queue[0];
  }

  #leave(traveller: Traveller): void {
    this.#tries = 0;
    this.#queue = this.#queue.filter((one) => one !== traveller);
  }

  #postpone(): void {
    this.#tries += 1;
    for (const one of this.#queue) if (!one.isOver) one.wait();
    this.#timer = this.#clock.later(() => void this.#go(), pauseAfter(this.#tries));
  }
}

const lanes = new Map<string, Lane>();

/** The lane of a stream or a thread, the same for every composer of this page. */
export function laneOf(name: string): Lane {
  const lane = lanes.get(name) ?? new Lane();
  lanes.set(name, lane);
  return lane;
}
