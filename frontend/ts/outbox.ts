/** What could not be sent yet, kept in this browser per person until it is sent, discarded, or they sign out. */

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
  /** The files in it, so that who edits it again has them back. */
  files?: Stored[];
  /** What the server said when it refused this; then only its author sends it again. */
  refused?: string;
}

export type Fate = "arrived" | "later" | "refused";

/** What an answer means for a message: it has arrived, the same can work later, or it needs its author. */
export function fateOf(answer: { ok: boolean; redirected: boolean; status: number }): Fate {
  if (answer.redirected || answer.status >= 500) return "later";
  if (answer.ok) return "arrived";
  return answer.status === 408 || answer.status === 429 ? "later" : "refused";
}

/** How long to wait before the next try, after so many in vain. */
export function pauseAfter(tries: number): number {
  return Math.min(5_000, 1_000 * 2 ** Math.max(0, tries - 1));
}

const NAME = "fourleaf-outbox";

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("unsent", { keyPath: "key" });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

async function work<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction("unsent", mode);
      const asked = act(transaction.objectStore("unsent"));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export async function keep(unsent: Unsent): Promise<void> {
  await work("readwrite", (store) => store.put(unsent));
}

export async function forget(key: string): Promise<void> {
  await work("readwrite", (store) => store.delete(key));
}

/** What this person has unsent, oldest first; what another person left on this computer is removed. */
export async function unsentOf(person: string): Promise<Unsent[]> {
  const all = await work<Unsent[]>("readonly", (store) => store.getAll());
  for (const foreign of all.filter((one) => one.person !== person)) await forget(foreign.key);
  return all.filter((one) => one.person === person).sort((one, other) => one.at - other.at);
}

/** Leave nothing on this computer. */
export async function purge(): Promise<void> {
  await work("readwrite", (store) => store.clear());
}
