/** What pages tell the worker. */
import type { Facts } from "./facts.ts";

export type Told =
  | { kind: "hello"; facts: Facts; spaces: string[] }
  /** A page came past the worker, or has changed since it came. */
  | { kind: "changed"; path: string }
  | { kind: "closed"; space: string }
  | { kind: "signed-out" };
