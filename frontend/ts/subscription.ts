/** Where this browser takes pushes, and how it stops taking them. */
import { post } from "./page.ts";

/** What this browser has subscribed, if it has. */
export async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager?.getSubscription()) ?? null;
}

/** Signing out: this device gets nothing more, told to the server and to the browser's push service. */
export async function unsubscribe(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const mine = await subscription();
  if (!mine) return;
  await post("/settings/push/leaving/", { endpoint: mine.endpoint }, true).catch(() => undefined);
  await mine.unsubscribe();
}
