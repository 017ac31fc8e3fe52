/** One topic and its subscribers: each is told every number once and in order, whatever the line does. */
import { asTopicMessage, type SpaceEvent, type TopicMessage } from "./protocol.ts";

export type Handler = (message: TopicMessage) => void;

export interface Subscriber {
  /** The last number it has had; null until the server says which number is current. */
  last: number | null;
  handler: Handler;
}

export class Topic {
  readonly subscribers = new Set<Subscriber>();
  #asked: number | null | undefined;

  /** The number from which the server is to go on: the lowest that any subscriber still needs. */
  get after(): number | null {
    const numbers = this.#numbers();
    return numbers.length > 0 ? Math.min(...numbers) : null;
  }

  /** The highest number that any subscriber has had. */
  get newest(): number | null {
    const numbers = this.#numbers();
    return numbers.length > 0 ? Math.max(...numbers) : null;
  }

  /** Whether this position has not been asked for yet; remembers that it is now. */
  ask(): boolean {
    if (this.#asked === this.after) return false;
    this.#asked = this.after;
    return true;
  }

  /** What was asked has been answered, or the line is new: the same may be asked again. */
  forget(): void {
    this.#asked = undefined;
  }

  /** The server says where the topic stands; those who came without a number start there. */
  standsAt(at: number): void {
    for (const subscriber of this.subscribers) subscriber.last ??= at;
    this.forget();
  }

  /** Take one event; false if somebody lacks what came before it. */
  take(event: SpaceEvent): boolean {
    let whole = true;
    let news = false;
    for (const subscriber of [...this.subscribers]) {
      if (subscriber.last === null || event.sequence === subscriber.last + 1) {
        subscriber.last = event.sequence;
        news = true;
        subscriber.handler(asTopicMessage(event));
      } else if (event.sequence > subscriber.last) whole = false;
    }
    if (news) this.forget();
    return whole;
  }

  /** The page must be loaded anew; what follows goes on from `at`. */
  reload(at: number): void {
    for (const subscriber of this.subscribers) subscriber.last = at;
    this.forget();
    this.tell({ kind: "reload" });
  }

  tell(message: TopicMessage): void {
    for (const { handler } of [...this.subscribers]) handler(message);
  }

  #numbers(): number[] {
    return [...this.subscribers].map(({ last }) => last).filter((last) => last !== null);
  }
}
