/** The page's side of the worker: begun once the page stands, told who reads, and cleared away where nothing may stay. */
import { isCopy, tell } from "./copies.ts";
import { clear, isShared } from "./kept.ts";
import { language, person } from "./page.ts";
import { allWords } from "./words.ts";

const WORKER = "/service-worker.js";

async function begin(): Promise<void> {
  const cameBy = navigator.serviceWorker.controller;
  const registration = await navigator.serviceWorker.register(WORKER);
  if (isCopy()) return;
  const { lang, dir } = document.documentElement;
  const facts = {
    person: person(),
    language: lang || language(),
    direction: dir || "ltr",
    zone: document.body.dataset.zone ?? "",
    words: allWords(),
    icons: document.body.dataset.icons ?? "",
  };
  const places = document.querySelectorAll<HTMLElement>("#places .place[data-topic]:not(.dim)");
  const spaces = [...places].map((place) => place.dataset.topic ?? "");
  const worker = (await navigator.serviceWorker.ready).active ?? registration.active;
  tell(worker, { kind: "hello", facts, spaces });
  showBadge();
  if (!cameBy && document.body.dataset.keep && !location.search)
    tell(worker, { kind: "changed", path: location.pathname });
}

/** The number on the app's icon is that of what waits. */
function showBadge(): void {
  const count = Number.parseInt(
    document.querySelector<HTMLElement>("[data-waiting-count]")?.dataset.count ?? "",
    10,
  );
  navigator.setAppBadge?.(count || 0).catch(() => undefined);
}

async function clearAway(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration("/");
  await registration?.unregister();
  for (const name of await caches.keys()) if (name.startsWith("fourleaf-")) await caches.delete(name);
  if (isShared()) await clear();
}

/** Begin after the page has been drawn: nothing here may make a reader wait. */
export function tendOffline(): void {
  if (!person() || !("serviceWorker" in navigator)) return;
  const run = () => {
    const act = Number(document.body.dataset.keeps ?? 0) > 0 || isCopy() ? begin : clearAway;
    act().catch(() => undefined);
  };
  const later = () =>
    "requestIdleCallback" in window ? requestIdleCallback(run, { timeout: 3_000 }) : run();
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
}
