/** The files of this build, kept so that a page without a line looks as it does with one. */
import { assets, build } from "./build.ts";

const PREFIX = "fourleaf-shell ";
const files = new Set(Object.values(assets));
/** What only those need who write documents: it comes with the first document that stays here. */
const ofEditor = Object.keys(assets)
  .filter((name) => name.startsWith("editor"))
  .map((name) => assets[name]!);

export const isOurs = (path: string): boolean => files.has(path);

export const stock = (): Promise<void> => add([...files].filter((path) => !ofEditor.includes(path)));

export async function stockEditor(): Promise<void> {
  if (!(await caches.match(ofEditor[0]!))) await add(ofEditor);
}

async function add(paths: readonly string[]): Promise<void> {
  await (await caches.open(PREFIX + build)).addAll([...paths]);
}

export async function serve(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** What an earlier build left behind. */
export async function clearOut(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX) && name !== PREFIX + build) await caches.delete(name);
}
