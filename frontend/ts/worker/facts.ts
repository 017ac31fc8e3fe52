/** What the worker was last told about the person at this device; it cannot see their session. */
import { all, clear, put, remove } from "../kept.ts";
import type { Unsent } from "../outbox.ts";

export type Word = string | Record<string, string>;

/** A page says so when it has come from the server. */
export interface Facts {
  person: string;
  language: string;
  direction: string;
  zone: string;
  /** The words of the page's language. */
  words: Record<string, Word>;
  icons: string;
}

const NAME = "person";

export async function facts(): Promise<Facts | undefined> {
  return (await all<Facts & { name: string }>("facts")).find((one) => one.name === NAME);
}

/** Take over what a page says; whatever another person left behind goes. */
export async function learn(told: Facts): Promise<void> {
  await put("facts", { ...told, name: NAME });
  for (const { key, person } of await all<Unsent>("unsent"))
    if (person !== told.person) await remove("unsent", key);
}

export const forgetAll = clear;

/** A word in the person's language; plain English where none was told yet. */
export function say(known: Facts | undefined, name: string, english: string): string {
  const word = known?.words[name];
  return typeof word === "string" ? word : english;
}
