/** The one database of this browser. On a shared computer nothing goes into it: it lives as long as the page. */

export type Store = "unsent" | "drafts" | "facts";

const NAME = "fourleaf-outbox";
const KEYS: Record<Store, string> = { unsent: "key", drafts: "place", facts: "name" };
const STORES = Object.keys(KEYS) as Store[];

type Row = Record<string, unknown>;
const memory = new Map<Store, Map<string, Row>>(STORES.map((name) => [name, new Map()]));

/** Whether who signed in said that others use this computer as well; a worker never runs there. */
export function isShared(): boolean {
  const page = (globalThis as { document?: { body: { dataset: Record<string, string | undefined> } } })
    .document;
  return page?.body.dataset.shared !== undefined;
}

/** The open database: one for the life of the page, so that a write is on its way before the page can go. */
let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open(NAME, 3);
    opening.onupgradeneeded = () => {
      const database = opening.result;
      for (const [name, keyPath] of Object.entries(KEYS))
        if (!database.objectStoreNames.contains(name)) database.createObjectStore(name, { keyPath });
    };
    opening.onsuccess = () => {
      const database = opening.result;
      database.onversionchange = database.onclose = () => {
        database.close();
        opened = undefined;
      };
      resolve(database);
    };
    opening.onerror = () => reject(opening.error);
  }).catch((failure) => {
    opened = undefined;
    throw failure;
  });
  return opened;
}

/** One request in a transaction of its own; those of one store happen in the order in which they were asked for. */
async function work<T>(
  name: Store,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open();
  return new Promise<T>((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    const asked = act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
    // The page may go before the answer: nothing more is to come.
    transaction.commit();
  });
}

/** All rows of a store, in no order. */
export async function all<T>(name: Store): Promise<T[]> {
  if (isShared()) return [...memory.get(name)!.values()] as T[];
  return work<T[]>(name, "readonly", (store) => store.getAll());
}

export async function put(name: Store, row: object): Promise<void> {
  const key = String((row as Row)[KEYS[name]]);
  if (isShared()) memory.get(name)!.set(key, row as Row);
  else await work(name, "readwrite", (store) => store.put(row));
}

export async function remove(name: Store, key: string): Promise<void> {
  if (isShared()) memory.get(name)!.delete(key);
  else await work(name, "readwrite", (store) => store.delete(key));
}

/** Where an editor keeps what is written without a line: a database for each person and document. */
export const DOCUMENTS = "fourleaf-document ";

/** Let go of every document that is kept here, but those of whose names begin so. */
export async function forgetDocuments(but = " "): Promise<void> {
  for (const { name = "" } of await indexedDB.databases())
    if (name.startsWith(DOCUMENTS) && !name.startsWith(but)) indexedDB.deleteDatabase(name);
}

/** Leave nothing in the database. */
export async function clear(): Promise<void> {
  await forgetDocuments().catch(() => undefined);
  for (const name of STORES) {
    memory.get(name)!.clear();
    await work(name, "readwrite", (store) => store.clear());
  }
}
