/** Hide the whole screen at one key, for the moment somebody stands behind you; also across pages of this tab. */
import { make } from "./page.ts";
import { word } from "./words.ts";

const KEPT = "blank";
const PLAIN_TITLE = "Fourleaf";

let sheet: HTMLElement | undefined;
let title = "";
let focused: Element | null = null;
let isForGood = false;

export const isBlank = (): boolean => sheet !== undefined;

/** What else the page holds: neither seen, nor reached by a key, nor read out. */
function others(): HTMLElement[] {
  return [...document.body.children].filter((one): one is HTMLElement => one !== sheet);
}

export function blank(): void {
  if (sheet) return;
  title = document.title;
  focused = document.activeElement;
  for (const open of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) open.close();
  for (const open of document.querySelectorAll<HTMLElement>(":popover-open")) open.hidePopover();
  sheet = make(
    "div",
    { class: "blank-sheet", tabindex: "-1", role: "alert" },
    make("p", {}, word("blanked")),
  );
  document.title = PLAIN_TITLE;
  document.body.append(sheet);
  document.body.classList.add("blank");
  for (const other of others()) other.inert = true;
  sheet.focus();
  sheet.addEventListener("pointerdown", unblank);
  sessionStorage.setItem(KEPT, "1");
  void putAwayNotifications();
}

export function unblank(): void {
  if (isForGood) return;
  for (const other of others()) other.inert = false;
  sheet?.remove();
  sheet = undefined;
  sessionStorage.removeItem(KEPT);
  document.title = title;
  document.body.classList.remove("blank");
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}

/** No key brings the page back: who was here is signed out. */
export function hideForGood(why: string): void {
  isForGood = true;
  sheet?.replaceChildren(make("p", {}, why));
}

/** A page that this tab opens while it is hidden, by itself, is hidden too. */
export function stayBlank(): void {
  if (sessionStorage.getItem(KEPT)) blank();
}

async function putAwayNotifications(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration("/").catch(() => undefined);
  for (const shown of (await registration?.getNotifications?.()) ?? []) shown.close();
}
