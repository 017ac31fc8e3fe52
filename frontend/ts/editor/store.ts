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

export function storeOf(person: string, document: string, doc: Y.Doc): Store {
  if (isShared()) return { ready: Promise.resolve(), forget: async () => undefined, close: () => undefined };
  void forgetDocuments(`${DOCUMENTS}${person} `);
  const kept = new IndexeddbPersistence(`${DOCUMENTS}${person} ${document}`, doc);
  const ready = Promise.race([kept.whenSynced, kept._db]).then(() => kept.whenSynced);
  return {
    ready: ready.then(
      () => undefined,
      () => undefined,
    ),
    forget: () => kept.clearData().catch(() => undefined),
    close: () => void kept.destroy().catch(() => undefined),
  };
}
