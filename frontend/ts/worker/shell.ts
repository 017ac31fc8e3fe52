/** The files of this build, kept so that a page without a line looks as it does with one. */
import { assets, build } from "./build.ts";

const PREFIX = "fourleaf-shell ";
const files = new Set(Object.values(assets));

export const isOurs = (path: string): boolean => files.has(path);

export async function stock(): Promise<void> {
  await (await caches.open(PREFIX + build)).addAll([...files]);
}

export async function serve(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** What an earlier build left behind. */
export async function clearOut(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX) && name !== PREFIX + build) await caches.delete(name);
}
