/** What the server has not got yet, messages and drafts, kept in this browser per person until it has, or they sign out. */
import { all, put, remove } from "./kept.ts";

/** A file that the server holds already. */
export interface Stored {
  id: string;
  name: string;
}

export interface Unsent {
  key: string;
  person: string;
  url: string;
  fields: [string, string][];
  body: string;
  at: number;
  /** The page on which it was written, and what that is called. */
  page?: string;
  where?: string;
  /** The files in it, so that who edits it again has them back. */
  files?: Stored[];
  /** What the server said when it refused this; then only its author sends it again. */
  refused?: string;
}

/** What is half written in a stream or a thread and not yet on the server. */
export interface Draft {
  /** The person and the composer. */
  place: string;
  person: string;
  body: string;
  /** What the server held when this was written, and since when; 0 for nothing. */
  base: string;
  since: number;
  /** When it was written; 0 once it has gone to another page, from which it may go its way. */
  at: number;
}

export type Fate = "arrived" | "later" | "refused";

/** What an answer means for a message: it has arrived, the same can work later, or it needs its author. */
export function fateOf(answer: { ok: boolean; redirected: boolean; status: number }): Fate {
  if (answer.redirected || answer.status >= 500) return "later";
  if (answer.ok) return "arrived";
  return answer.status === 408 || answer.status === 429 ? "later" : "refused";
}

/** A message's fields with the access that its author has been shown by now. */
export function withAccess(fields: readonly [string, string][], access: string): [string, string][] {
  return fields.map(([name, value]) => [name, name === "shown_access" ? access : value]);
}

/** How long to wait before the next try, after so many in vain. */
export function pauseAfter(tries: number): number {
  return Math.min(5_000, 1_000 * 2 ** Math.max(0, tries - 1));
}

export async function keep(unsent: Unsent): Promise<void> {
  await put("unsent", unsent);
}

export async function forget(key: string): Promise<void> {
  await remove("unsent", key);
}

/** What this person has unsent, oldest first; what another person left on this computer is removed. */
export async function unsentOf(person: string): Promise<Unsent[]> {
  const found = await all<Unsent>("unsent");
  for (const foreign of found.filter((one) => one.person !== person)) await forget(foreign.key);
  return found.filter((one) => one.person === person).sort((one, other) => one.at - other.at);
}

export async function keepDraft(draft: Draft): Promise<void> {
  await put("drafts", draft);
}

export async function forgetDraft(place: string): Promise<void> {
  await remove("drafts", place);
}

/** The draft of one composer; what another person left on this computer is removed. */
export async function draftAt(place: string): Promise<Draft | undefined> {
  const found = await all<Draft>("drafts");
  const whose = place.split(" ")[0];
  for (const foreign of found.filter((one) => one.person !== whose)) await forgetDraft(foreign.place);
  return found.find((one) => one.place === place);
}
