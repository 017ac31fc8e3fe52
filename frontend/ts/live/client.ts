/** The socket of a page: comes back by itself and goes on from the last number of each topic. No DOM in here. */
import {
  type ConnectionState,
  GOING_AWAY,
  type Heard,
  read,
  type Said,
  SIGNED_OUT,
  type SpaceEvent,
  type TopicMessage,
} from "./protocol.ts";
import { type Handler, type Subscriber, Topic } from "./topic.ts";

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
/** The server sends a beat every 20 s: after this long without a word the line is dead. */
const SILENCE = 50_000;
const STILL_HERE = 25_000;
const TYPING_EVERY = 2_000;

export interface Socket {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(text: string): void;
  close(): void;
}

type Timer = ReturnType<typeof setTimeout>;

/** What the client needs of the world; a test puts its own in place. */
export interface Surroundings {
  dial(): Socket;
  random(): number;
  now(): number;
  later(run: () => void, delay: number): Timer;
  cancel(timer: Timer | undefined): void;
}

/** A browser's surroundings for a `ws:` or `wss:` address. */
export function browser(url: string): Surroundings {
  return {
    dial: () => new WebSocket(url) as unknown as Socket,
    random: () => Math.random(),
    now: () => Date.now(),
    later: (run, delay) => setTimeout(run, delay),
    cancel: (timer) => clearTimeout(timer),
  };
}

export class LiveClient {
  readonly #world: Surroundings;
  readonly #topics = new Map<string, Topic>();
  readonly #stateHandlers = new Set<(state: ConnectionState) => void>();
  readonly #personHandlers = new Set<(name: string) => void>();
  #socket: Socket | undefined;
  #state: ConnectionState = "connecting";
  #attempts = 0;
  #here: string | null = null;
  #typedAt = Number.NEGATIVE_INFINITY;
  #retry: Timer | undefined;
  #watchdog: Timer | undefined;
  #presence: Timer | undefined;

  constructor(world: Surroundings) {
    this.#world = world;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Open the line. */
  start(): void {
    if (!this.#socket) this.#dial();
  }

  /** Close the line and stay away until `start` or `wake`. */
  stop(): void {
    this.#world.cancel(this.#retry);
    const socket = this.#socket;
    this.#drop();
    this.#become("lost");
    socket?.close();
  }

  /** The device is awake, visible or online again: do not wait for the next attempt. */
  wake(): void {
    if (this.#socket) return;
    this.#world.cancel(this.#retry);
    this.#attempts = 0;
    this.#dial();
  }

  /** Hear a topic from the number after `after`, or from now if it is null; call the result to stop. */
  subscribe(name: string, after: number | null, handler: Handler): () => void {
    const topic = this.#topics.get(name) ?? new Topic();
    const subscriber: Subscriber = { last: after, handler };
    const joins = topic.subscribers.size > 0 && after === null;
    if (joins) subscriber.last = topic.newest;
    topic.subscribers.add(subscriber);
    this.#topics.set(name, topic);
    if (!joins) this.#watch(name, topic);
    return () => this.#unsubscribe(name, topic, subscriber);
  }

  /** Say that the person types; more often than every 2 s is left unsaid. */
  typing(topic: string, thread?: string): void {
    const now = this.#world.now();
    if (now - this.#typedAt < TYPING_EVERY) return;
    this.#typedAt = now;
    this.#say(thread === undefined ? { typing: topic } : { typing: topic, thread });
  }

  /** Say which space is being looked at, and go on saying so; null for none. */
  here(topic: string | null): void {
    this.#here = topic;
    this.#world.cancel(this.#presence);
    this.#say({ here: topic });
    if (topic !== null) this.#presence = this.#world.later(() => this.here(topic), STILL_HERE);
  }

  /** Hear of the line itself, beginning with how it is now. */
  onState(handler: (state: ConnectionState) => void): () => void {
    this.#stateHandlers.add(handler);
    handler(this.#state);
    return () => this.#stateHandlers.delete(handler);
  }

  /** Hear the person's own news, such as WaitingChanged. */
  onPerson(handler: (name: string) => void): () => void {
    this.#personHandlers.add(handler);
    return () => this.#personHandlers.delete(handler);
  }

  #dial(): void {
    if (this.#state !== "lost") this.#become("connecting");
    const socket = this.#world.dial();
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket) this.#hear(read(data));
    };
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) this.#lost(code);
    };
    this.#listenForSilence();
  }

  #hear(heard: Heard | null): void {
    this.#listenForSilence();
    if (heard === null) return;
    if ("hello" in heard) this.#greeted();
    else if ("watching" in heard) this.#topics.get(heard.watching)?.standsAt(heard.at);
    else if ("closed" in heard) this.#closed(heard.closed, heard.why);
    else if ("reload" in heard) this.#topics.get(heard.reload)?.reload(heard.at);
    else if ("presence" in heard) this.#tell(heard.presence, { kind: "presence", ...heard });
    else if ("typing" in heard) this.#tell(heard.typing, { kind: "typing", ...heard });
    else if ("sequence" in heard) this.#take(heard);
    else if ("topic" in heard) for (const handler of [...this.#personHandlers]) handler(heard.name);
  }

  #greeted(): void {
    this.#attempts = 0;
    this.#become("open");
    for (const [name, topic] of this.#topics) this.#watch(name, topic);
    if (this.#here !== null) this.here(this.#here);
  }

  #take(event: SpaceEvent): void {
    const topic = this.#topics.get(event.topic);
    if (topic && !topic.take(event)) this.#watch(event.topic, topic);
  }

  #tell(name: string, message: TopicMessage): void {
    this.#topics.get(name)?.tell(message);
  }

  #closed(name: string, why: string): void {
    const topic = this.#topics.get(name);
    this.#topics.delete(name);
    topic?.tell({ kind: "closed", why });
  }

  #watch(name: string, topic: Topic): void {
    if (this.#state === "open" && topic.ask()) this.#say({ watch: name, after: topic.after });
  }

  #unsubscribe(name: string, topic: Topic, subscriber: Subscriber): void {
    topic.subscribers.delete(subscriber);
    if (topic.subscribers.size > 0 || this.#topics.get(name) !== topic) return;
    this.#topics.delete(name);
    this.#say({ unwatch: name });
  }

  #say(message: Said): void {
    if (this.#state === "open") this.#socket?.send(JSON.stringify(message));
  }

  #listenForSilence(): void {
    this.#world.cancel(this.#watchdog);
    this.#watchdog = this.#world.later(() => {
      const socket = this.#socket;
      this.#lost(0);
      socket?.close();
    }, SILENCE);
  }

  #lost(code: number): void {
    this.#drop();
    this.#become(code === SIGNED_OUT ? "signed-out" : "lost");
    if (code !== SIGNED_OUT) this.#retry = this.#world.later(() => this.#dial(), this.#delay(code));
  }

  #drop(): void {
    this.#socket = undefined;
    this.#world.cancel(this.#watchdog);
    this.#world.cancel(this.#presence);
    for (const topic of this.#topics.values()) topic.forget();
  }

  /** Twice as long after each failure; scattered, so that not all pages return in the same moment. */
  #delay(code: number): number {
    const longest = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#attempts);
    this.#attempts += 1;
    const scatter = code === GOING_AWAY ? 2_000 : 0;
    return longest / 2 + this.#world.random() * (longest / 2 + scatter);
  }

  #become(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const handler of [...this.#stateHandlers]) handler(state);
  }
}
