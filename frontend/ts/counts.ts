/** What waits and what is unread, beside every page: counted up as it arrives, and down when it is read anywhere. */
import htmx from "htmx.org";
import { isUnread } from "./order.ts";
import { make, pausing, person } from "./page.ts";
import { live } from "./topics.ts";
import { word } from "./words.ts";

/** A socket follows at most 200 topics; the page itself needs a few. */
const MOST_PLACES = 190;
/** The server counts no further. */
const MOST_UNREAD = 100;
const ECHO = 3_000;

let arrived = 0;
let movedAt = 0;

/** This page has told the server how far it has read: the news of that is no news here. */
export function noteMove(): void {
  movedAt = Date.now();
}

/** Nothing is unread any more in a space whose stream this page shows. */
export function showRead(topic: string): void {
  for (const place of placesOf(topic)) setUnread(place, 0);
}

function isEcho(name: string): boolean {
  const own = name === "CursorMoved" && Date.now() - movedAt < ECHO;
  if (own) movedAt = 0;
  return own;
}

function placesOf(topic: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`.places .place[data-topic="${CSS.escape(topic)}"]`)];
}

/** Whether this page shows the stream itself, which counts by being read. */
function isOpen(topic: string): boolean {
  return document.querySelector(`live-topic[data-topic="${topic}"]:not([data-thread])`) !== null;
}

function setUnread(place: HTMLElement, count: number): void {
  place.classList.toggle("unread", count > 0);
  place.querySelector(".count")?.remove();
  if (count === 0) return;
  const said = make("span", { class: "visually-hidden" }, ` ${word("unread_here", { count })}`);
  place.append(" ", make("span", { class: "count" }, String(count), said));
}

function countUp(topic: string): void {
  arrived += 1;
  for (const place of placesOf(topic)) {
    const before = Number.parseInt(place.querySelector(".count")?.textContent ?? "0", 10) || 0;
    setUnread(place, Math.min(before + 1, MOST_UNREAD));
  }
}

/** Counts and the list of what waits come from the home page itself: no second truth. */
async function refreshCounts(again: () => void): Promise<void> {
  if (document.hidden) return;
  const before = arrived;
  const answer = await fetch("/", { credentials: "same-origin" }).catch(() => undefined);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const selector of [".rail-top", ".bar"]) swapCounts(page, selector);
  // What arrived while the server counted may be in its answer or not: ask once more.
  if (arrived === before) swapPlaces(page);
  else again();
  const list = document.querySelector("main [data-waiting-list]");
  const fresh = page.querySelector("main [data-waiting-list]");
  if (!list || !fresh || list.contains(document.activeElement)) return;
  list.replaceWith(fresh);
  htmx.process(fresh);
}

/** What is unread in the places beside the page; a stream that is open counts by itself. */
function swapPlaces(page: Document): void {
  for (const fresh of page.querySelectorAll<HTMLElement>(".places .place[data-topic]")) {
    const topic = fresh.dataset.topic ?? "";
    if (isOpen(topic)) continue;
    for (const old of placesOf(topic)) {
      old.className = fresh.className;
      old.replaceChildren(...fresh.cloneNode(true).childNodes);
    }
  }
}

function swapCounts(page: Document, selector: string): void {
  const fresh = page.querySelector(`${selector} [data-waiting-count]`);
  if (fresh) document.querySelector(`${selector} [data-waiting-count]`)?.replaceWith(fresh);
}

function watchPlaces(refresh: () => void): void {
  const places = [...document.querySelectorAll<HTMLElement>(".places .place[data-topic]:not(.planned)")];
  const topics = new Set(places.map((place) => place.dataset.topic ?? ""));
  for (const topic of [...topics].filter((one) => !isOpen(one)).slice(0, MOST_PLACES))
    live().subscribe(topic, null, (message) => {
      if (message.kind === "reload") refresh();
      else if (isUnread(message, person())) countUp(topic);
    });
}

/** Keep the counts of this page true. */
export function tendCounts(): void {
  const refresh: () => void = pausing(600, () => void refreshCounts(refresh));
  live().onPerson((name) => {
    if (name === "SignedOut") location.reload();
    else if (!isEcho(name)) refresh();
  });
  document.addEventListener("visibilitychange", refresh);
  watchPlaces(refresh);
}
