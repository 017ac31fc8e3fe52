/** Where a post stands among others: by the number the space gave it. Plain, and tested without a browser. */
import type { TopicMessage } from "./live/protocol.ts";

export interface Placed {
  id: string;
  sequence: number;
}

/** The index at which a post belongs; equal numbers keep the order of arrival. */
export function indexFor(shown: readonly Placed[], sequence: number): number {
  let index = shown.length;
  while (index > 0 && shown[index - 1]!.sequence > sequence) index -= 1;
  return index;
}

/** Whether a frame is news: each sequence counts once. */
export function isNews(last: number, sequence: number | null | undefined): boolean {
  return sequence === null || sequence === undefined || sequence > last;
}

/** A message that makes its space unread for this reader: a post by somebody else that is no reply. */
export function isUnread(message: TopicMessage, reader: string): boolean {
  return (
    message.kind === "post" &&
    message.name === "PostAdded" &&
    message.thread === null &&
    message.author !== reader
  );
}

/** The line that says who is writing. */
export function writingWord(names: readonly string[]): [string, Record<string, string>] | null {
  if (names.length === 0) return null;
  if (names.length === 1) return ["writing_one", { name: names[0]! }];
  if (names.length === 2) return ["writing_two", { name: names[0]!, other: names[1]! }];
  return ["writing_many", {}];
}
