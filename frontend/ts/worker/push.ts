/** Pushes: the server says of which kind; the words are this device's. */
import { pictures } from "./build.ts";
import { facts, say } from "./facts.ts";

declare const self: ServiceWorkerGlobalScope;

const KIND = /^[a-z]{1,20}$/;
const ENGLISH = { news: "Something waits for you", open: "Open Fourleaf to see it." };

/** The kind that a push names; whatever else may be in it is left alone. */
export function kindOf(data: PushMessageData | null): string {
  try {
    const kind: unknown = data?.json()?.kind;
    return typeof kind === "string" && KIND.test(kind) ? kind : "news";
  } catch {
    return "news";
  }
}

/** Show it; a newer one of the same kind takes its place. */
export async function show(kind: string): Promise<void> {
  const known = await facts();
  const title = say(known, `push_${kind}`, say(known, "push_news", ENGLISH.news));
  const options = {
    body: kind === "test" ? "" : say(known, "push_open", ENGLISH.open),
    tag: kind,
    renotify: true,
    icon: pictures.icon,
    badge: pictures.badge,
    lang: known?.language ?? "en",
    dir: (known?.direction === "rtl" ? "rtl" : "ltr") as NotificationDirection,
  };
  await self.registration.showNotification(title, options);
  if (kind !== "test") await self.navigator.setAppBadge?.();
}

/** Lead to what waits: to a window that is open, or a new one. */
export async function lead(): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const home = windows.find((one) => new URL(one.url).pathname === "/");
  const found = home ?? windows[0];
  if (!found) {
    await self.clients.openWindow("/");
    return;
  }
  await found.focus();
  if (!home) await found.navigate("/").catch(() => self.clients.openWindow("/"));
}
