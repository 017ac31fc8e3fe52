/** The worker of the installed app: opens what was read last when there is no line. It never answers for a server that does. */
import { absentPage } from "./absent.ts";
import { facts, forgetAll, learn } from "./facts.ts";
import { about, copies, drop, dropAll, keep, recall } from "./pages.ts";
import { kindOf, lead, show } from "./push.ts";
import { sendWaiting, TAG } from "./send.ts";
import { clearOut, isOurs, serve, stock, stockEditor } from "./shell.ts";
import type { Told } from "./told.ts";

declare const self: ServiceWorkerGlobalScope;

const SIGN_IN = "/accounts/login/";
const SIGN_OUT = "/accounts/logout/";

self.addEventListener("install", (event) => event.waitUntil(stock().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => {
  const begin = async () => {
    await clearOut();
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  };
  event.waitUntil(begin());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (request.method === "POST" && pathname === SIGN_OUT) event.waitUntil(forget());
    if (request.method === "GET" && !pathname.startsWith("/files/")) event.respondWith(open(event));
  } else if (isOurs(pathname)) event.respondWith(serve(request));
});

self.addEventListener("message", (event) => {
  const told = event.data as Told;
  if (told.kind === "hello") event.waitUntil(greet(told));
  else if (told.kind === "changed") event.waitUntil(renew(told.path));
  else if (told.kind === "closed") event.waitUntil(leave(told.space));
  else event.waitUntil(forget());
});

self.addEventListener("push", (event) => event.waitUntil(show(kindOf(event.data))));

/** Background Sync has no types of its own yet. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

self.addEventListener("sync" as "push", (event) => {
  if ((event as unknown as SyncEvent).tag === TAG) event.waitUntil(sendWaiting());
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead());
});

/** Nothing of anybody stays here. */
async function forget(): Promise<void> {
  await dropAll();
  await forgetAll();
}

/** A page from the server; a copy only where there is no way to it. */
async function open(event: FetchEvent): Promise<Response> {
  let answer: Response;
  try {
    answer = ((await event.preloadResponse) as Response | undefined) ?? (await fetch(event.request));
  } catch {
    return copyOf(new URL(event.request.url).pathname);
  }
  event.waitUntil(note(event.request.url, answer.clone()));
  return answer;
}

async function copyOf(path: string): Promise<Response> {
  const known = await facts();
  if (!known) return absentPage(undefined, []);
  return (await recall(path, known.person)) ?? absentPage(known, await copies(known.person));
}

/** Draw the conclusions from what the server answered. */
async function note(address: string, answer: Response): Promise<void> {
  const { pathname, search } = new URL(address);
  if (pathname === SIGN_IN && answer.ok) return dropAll();
  const known = await facts();
  if (answer.status >= 400 && answer.status < 500 && known)
    return drop(known.person, ({ path }) => path === pathname);
  if (answer.status !== 200 || !answer.headers.get("Content-Type")?.startsWith("text/html")) return;
  const html = await answer.text();
  const page = about(html);
  if (!page) return;
  await dropAll(page.person);
  if (!page.keep || page.days === 0 || search) return;
  await keep(pathname, html, page, answer.headers.get("Content-Security-Policy") ?? "default-src 'none'");
  if (page.isWritten) await stockEditor();
}

/** Somebody opened a page. What is kept of spaces that it does not name may be theirs no more: ask. */
async function greet({ facts: told, spaces }: Extract<Told, { kind: "hello" }>): Promise<void> {
  await self.clients.claim();
  await learn(told);
  await dropAll(told.person);
  const known = new Set(spaces);
  const doubtful = (await copies(told.person)).map(({ keep }) => keep).filter(isUnknown);
  if (doubtful.length === 0) return;
  const asked = doubtful.map((keep) => keep.replace(":", "="));
  const answer = await fetch(`/offline/?${asked.join("&")}`, { redirect: "error" });
  if (!answer.ok) return;
  const readable = new Set<string>(((await answer.json()) as { spaces: string[] }).spaces);
  await drop(told.person, ({ keep }) => isUnknown(keep) && !readable.has(keep));

  function isUnknown(keep: string): boolean {
    return keep.startsWith("space:") && !known.has(keep);
  }
}

/** Read a page again for its copy. */
async function renew(path: string): Promise<void> {
  const answer = await fetch(path, { redirect: "error", headers: { Accept: "text/html" } }).catch(
    () => undefined,
  );
  if (answer) await note(new URL(path, self.location.origin).href, answer);
}

/** The membership has ended while the page was open. */
async function leave(space: string): Promise<void> {
  const known = await facts();
  if (known) await drop(known.person, ({ keep }) => keep === space);
}
