/** The messages of live topics, as the elements want them; the wire and the socket are live/client.ts. */
export interface PostFrame {
  kind: "post";
  name: string;
  sequence: number;
  post: string;
  thread: string | null;
  author: string;
  fragment: string;
}

export type TopicMessage =
  | PostFrame
  | { kind: "closed"; why: string }
  | { kind: "reload" }
  | { kind: "presence"; people: string[] }
  | { kind: "typing"; person: string; thread: string | null };

export type ConnectionState = "connecting" | "open" | "lost" | "offline";

export interface Live {
  watch(topic: string, after: number | null, take: (message: TopicMessage) => void): () => void;
  typing(topic: string, thread?: string): void;
  onState(take: (state: ConnectionState) => void): () => void;
  onPerson(take: (name: string) => void): () => void;
}

const silent: Live = {
  watch: () => () => undefined,
  typing: () => undefined,
  onState: () => () => undefined,
  onPerson: () => () => undefined,
};

export const live = (): Live => silent;
