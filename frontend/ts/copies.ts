/** Pages that stay on this device: whether this is one, and how they go. */
import type { Told } from "./worker/told.ts";

/** When this page was read, if it comes from this device and not from the server; "" for a page that was not kept. */
export const readAt = (): string | undefined => document.body.dataset.readAt;
export const isCopy = (): boolean => readAt() !== undefined;

export function tell(worker: ServiceWorker | null, told: Told): void {
  worker?.postMessage(told);
}

/** Every kept page and file of this browser; the caches are of this address alone. */
export async function forgetPages(): Promise<void> {
  if (!("caches" in window)) return;
  for (const name of await caches.keys()) if (name.startsWith("fourleaf-pages ")) await caches.delete(name);
}

/** Somebody may not read a space any more: its page goes at once. */
export function leaveSpace(topic: string): void {
  tell(navigator.serviceWorker?.controller ?? null, { kind: "closed", space: topic });
}
