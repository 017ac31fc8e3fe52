/** What a person writes, kept in this browser for when there is no line; never on a shared computer. */
import { IndexeddbPersistence } from "y-indexeddb";
import type * as Y from "yjs";
import { DOCUMENTS, forgetDocuments, isShared } from "../kept.ts";

export interface Store {
  /** Resolves once what was kept is in the text. */
  ready: Promise<void>;
  /** Let go of what is kept: it may not stay here. */
  forget(): Promise<void>;
  close(): void;
}

/** Nothing is kept: on a shared computer, and for who writes nothing. */
export const noStore: Store = {
  ready: Promise.resolve(),
  forget: async () => undefined,
  close: () => undefined,
};

export function storeOf(person: string, document: string, doc: Y.Doc): Store {
  if (isShared()) return noStore;
  void forgetDocuments(`${DOCUMENTS}${person} `);
  const name = `${DOCUMENTS}${person} ${document}`;
  const kept = new IndexeddbPersistence(name, doc);
  const ready = Promise.race([kept.whenSynced, kept._db]).then(() => kept.whenSynced);
  return {
    ready: ready.then(
      () => undefined,
      () => undefined,
    ),
    forget: () =>
      kept.destroy().then(
        () => gone(indexedDB.deleteDatabase(name)),
        () => undefined,
      ),
    close: () => void kept.destroy().catch(() => undefined),
  };
}

const gone = (request: IDBOpenDBRequest): Promise<void> =>
  new Promise((resolve) => {
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
