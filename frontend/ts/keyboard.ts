/** One key, one act; never while somebody writes. */
import { blank, isBlank, unblank } from "./blank.ts";
import { openPalette, openShortcuts } from "./opening.ts";
import { isWriting } from "./page.ts";

let wentAt = 0;

const posts = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("main article.post[id]")];

function current(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>("article.post") ?? null;
}

function step(by: 1 | -1): void {
  const all = posts();
  const here = current();
  const at = here ? all.indexOf(here) : -1;
  const seen = all.findIndex((post) => post.getBoundingClientRect().top > 80);
  const next = at >= 0 ? all[at + by] : all[by === 1 ? Math.max(seen, 0) : Math.max(seen - 1, 0)];
  if (!next) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  for (const post of all) post.classList.toggle("marked", post === next);
}

/** Press what the post offers for a key; what stands in its menu is fetched first. */
function press(key: string): void {
  const post = current();
  const direct = post?.querySelector<HTMLElement>(`[data-key="${key}"]`);
  if (direct) return direct.click();
  const more = post?.querySelector<HTMLElement>(".more[hx-target='#acts']");
  if (!more) return;
  const acts = document.getElementById("acts");
  acts?.addEventListener(
    "fourleaf:acts",
    () => acts.querySelector<HTMLElement>(`[data-key="${key}"]`)?.click(),
    { once: true },
  );
  more.click();
}

function toUnread(): void {
  const line = document.getElementById("new");
  if (!line) return;
  line.scrollIntoView({ block: "start" });
  let next = line.nextElementSibling;
  while (next && !next.matches("article.post")) next = next.nextElementSibling;
  (next as HTMLElement | null)?.focus({ preventScroll: true });
}

/** Into the search field of the page of search, or to that page. */
function toSearch(): void {
  const field = document.querySelector<HTMLInputElement>("search-field input[type=search]");
  if (field) return field.focus();
  document.querySelector<HTMLElement>(".rail a[data-key='/']")?.click();
}

const plain: Record<string, () => void> = {
  "?": openShortcuts,
  "/": toSearch,
  j: () => step(1),
  k: () => step(-1),
  u: toUnread,
  c: () => document.querySelector<HTMLElement>("post-composer textarea")?.focus(),
  r: () => press("r"),
  e: () => press("e"),
  b: () => press("b"),
  g: () => {
    wentAt = Date.now();
  },
  h: () => {
    if (Date.now() - wentAt < 1_500) location.assign("/");
  },
};

/** Escape closes the thread, unless something that lies above it takes the key. */
function closer(): (() => void) | undefined {
  const close = document.querySelector<HTMLElement>("[data-act='close-thread']");
  return close && !document.querySelector(":popover-open") ? () => close.click() : undefined;
}

function onKey(event: KeyboardEvent): void {
  if (isBlank()) {
    event.preventDefault();
    return unblank();
  }
  if (event.key === "Escape" && event.shiftKey) {
    event.preventDefault();
    return blank();
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    if (openPalette()) event.preventDefault();
    return;
  }
  const free = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
  if (!free || isWriting(event.target) || document.querySelector("dialog[open]")) return;
  const act = event.key === "Escape" ? closer() : plain[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

/** Listen to the keys of the whole page. */
export function listenToKeys(): void {
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusout", (event) => {
    (event.target as Element).closest?.("article.post")?.classList.remove("marked");
  });
}
