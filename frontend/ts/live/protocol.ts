/** The language of `/live`: see docs/reference/live.md. */

export type Said =
  | { watch: string; after: number | null }
  | { unwatch: string }
  | { typing: string; thread?: string }
  | { here: string | null };

export interface Hello {
  hello: { person: string; server: string };
}

export interface Watching {
  watching: string;
  at: number;
}

/** One numbered event of a space; one that shows a post carries it. */
export interface SpaceEvent {
  topic: string;
  sequence: number;
  name: string;
  post?: string;
  thread?: string | null;
  author?: string;
  fragment?: string;
  root_fragment?: string;
  key?: string;
}

export interface PersonEvent {
  topic: string;
  name: string;
}

export type Heard =
  | Hello
  | Watching
  | SpaceEvent
  | PersonEvent
  | { closed: string; why: string }
  | { reload: string; at: number }
  | { presence: string; people: string[]; count: number }
  | { typing: string; person: string; thread: string | null }
  | { error: string }
  | { beat: true };

/** An event that carries a post to show. */
export interface PostFrame {
  kind: "post";
  name: string;
  sequence: number;
  post: string;
  thread: string | null;
  author: string;
  fragment: string;
  /** For a reply the post that it answers, whose thread line has changed. */
  root: string | null;
  /** The sender's own key, by which their screen knows the post it shows as being sent. */
  key: string | null;
}

/** What a subscriber of one topic is told. */
export type TopicMessage =
  | PostFrame
  | { kind: "event"; name: string; sequence: number; facts: SpaceEvent }
  | { kind: "closed"; why: string }
  | { kind: "reload" }
  | { kind: "presence"; people: string[]; count: number }
  | { kind: "typing"; person: string; thread: string | null };

export type ConnectionState = "connecting" | "open" | "lost" | "signed-out";

export const SIGNED_OUT = 4401;
export const GOING_AWAY = 1001;

/** The message in a text, or null if it is not an object. */
export function read(text: unknown): Heard | null {
  if (typeof text !== "string") return null;
  try {
    const heard: unknown = JSON.parse(text);
    return typeof heard === "object" && heard !== null ? (heard as Heard) : null;
  } catch {
    return null;
  }
}

/** An event as its subscribers want it. */
export function asTopicMessage(event: SpaceEvent): TopicMessage {
  const { name, sequence, post, thread, author, fragment, root_fragment: root, key } = event;
  if (fragment !== undefined && post !== undefined && author !== undefined) {
    return {
      kind: "post",
      name,
      sequence,
      post,
      thread: thread ?? null,
      author,
      fragment,
      root: root ?? null,
      key: key ?? null,
    };
  }
  return { kind: "event", name, sequence, facts: event };
}
