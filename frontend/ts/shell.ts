/** What the frame around every page does: theme, panels, menus, signing out. */
import htmx from "htmx.org";
import { blank } from "./blank.ts";
import { forgetPages } from "./copies.ts";
import { clear } from "./kept.ts";
import { openPalette, openShortcuts } from "./opening.ts";
import { unsentOf } from "./outbox.ts";
import { person, requestHeaders, toast } from "./page.ts";
import { find, holdPlace, type Place } from "./place.ts";
import { unsubscribe } from "./subscription.ts";
import { word } from "./words.ts";

interface HtmxDetail {
  ctx: {
    target?: Element | string;
    sourceElement?: Element;
    request: { headers: Record<string, string>; action?: string; body?: unknown };
    response?: { status: number };
  };
}

const detailOf = (event: Event): HtmxDetail["ctx"] => (event as CustomEvent<HtmxDetail>).detail.ctx;
/** Where an answer goes; the server may name another place than the page did. */
function targetOf({ target }: HtmxDetail["ctx"]): Element | null {
  return typeof target === "string" ? document.querySelector(target) : (target ?? null);
}

const narrow = matchMedia("(width < 72rem)");
let asideBefore: ChildNode[] | undefined;
/** The posts from which the pane and the menu were opened, for who comes back. */
let paneOf = "";
let actsOf = "";
const places = new WeakMap<object, Place & { hadFocus: boolean; heir: string }>();

/** The choice goes into a cookie, so that the server draws the next page in it from the first moment. */
function toggleTheme(): void {
  const chosen = document.documentElement.dataset.theme;
  const isDark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = isDark ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API exists on secure pages only.
  document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

function onClick(event: MouseEvent): void {
  const target = event.target as Element;
  const opener = target.closest<HTMLElement>("[data-opens]");
  if (opener?.dataset.opens === "shortcuts") openShortcuts();
  if (opener?.dataset.opens === "blank") blank();
  if (opener?.dataset.opens === "palette" && openPalette()) event.preventDefault();
  if (target.closest("[data-theme-toggle]")) toggleTheme();
  if (target.closest("[data-act='close-thread']") && closeThread()) event.preventDefault();
  const link = target.closest<HTMLAnchorElement>("a[data-act='copy-link']");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && copyLink(link)) event.preventDefault();
  const copies = target.closest<HTMLElement>("[data-copies]")?.dataset.copies;
  if (copies) copyText(copies);
  const shows = target.closest<HTMLElement>("[data-shows]")?.dataset.shows;
  if (shows) document.querySelector(`#places [data-section="${shows}"]`)?.scrollIntoView({ block: "start" });
}

/** Copy the address; false where the browser does not allow it, and the link leads there as links do. */
function copyLink(link: HTMLAnchorElement): boolean {
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (!clipboard) return false;
  clipboard.writeText(link.href).then(
    () => toast(word("link_copied")),
    () => location.assign(link.href),
  );
  link.closest<HTMLElement>("#acts")?.hidePopover();
  return true;
}

/** Copy what an element says; where the browser does not allow it, select it, so that a key does it. */
function copyText(id: string): void {
  const element = document.getElementById(id);
  if (!element) return;
  const select = () => document.getSelection()?.selectAllChildren(element);
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard) clipboard.writeText(element.textContent ?? "").then(() => toast(word("copied")), select);
  else select();
}

/** A bookmark shows nowhere in the stream: a passing line says that it was set. */
function onBookmark(event: Event): void {
  const { request, response } = detailOf(event);
  const { action = "", body } = request;
  if (!action.endsWith("/bookmark/") || (response?.status ?? 500) >= 400) return;
  toast(word(body instanceof URLSearchParams && body.get("on") === "0" ? "bookmark_removed" : "bookmarked"));
  document.getElementById("acts")?.hidePopover();
}

async function onSubmit(event: SubmitEvent): Promise<void> {
  const form = event.target as HTMLFormElement;
  if (form.dataset.signOut === undefined) return;
  event.preventDefault();
  const count = (await unsentOf(person()).catch(() => [])).length;
  if (count > 0 && !confirm(word("unsent_at_sign_out", { count }))) return;
  await Promise.allSettled([unsubscribe(), clear(), forgetPages()]);
  await navigator.clearAppBadge?.().catch(() => undefined);
  sessionStorage.clear();
  form.submit();
}

/** Fetched menus and threads: show where they arrived, and give back what stood there. */
function onSwapped(event: Event): void {
  const context = detailOf(event);
  const { sourceElement } = context;
  const target = targetOf(context);
  backToPlace(context);
  if (target?.id === "acts" && sourceElement instanceof HTMLElement)
    showActs(target as HTMLElement, sourceElement);
  if (target?.id === "aside") {
    if (narrow.matches && !target.matches(":popover-open")) (target as HTMLElement).showPopover();
    focusPane(target);
  }
  const acts = sourceElement?.closest<HTMLElement>("#acts");
  if (acts && target && !acts.contains(target)) acts.hidePopover();
}

/** A keyboard goes on writing; a finger does not get the screen's keyboard in its face. */
function focusPane(pane: Element): void {
  const heading = pane.querySelector<HTMLElement>("h2");
  heading?.setAttribute("tabindex", "-1");
  const field = matchMedia("(pointer: coarse)").matches ? null : pane.querySelector<HTMLElement>("textarea");
  (field ?? heading)?.focus({ preventScroll: true });
}

/** What was being read stands where it stood; a button that gave way leaves the focus there. */
function backToPlace(context: HtmxDetail["ctx"]): void {
  const place = places.get(context);
  places.delete(context);
  place?.restore();
  if (place?.hadFocus && document.activeElement === document.body) place.post?.focus({ preventScroll: true });
}

function showActs(acts: HTMLElement, source: HTMLElement): void {
  acts.hidePopover();
  acts.showPopover({ source });
  actsOf = source.closest("article.post")?.id ?? "";
  acts.querySelector<HTMLElement>("a, button")?.focus({ preventScroll: true });
  acts.dispatchEvent(new Event("fourleaf:acts"));
}

/** Give back what stood beside the stream, and the keyboard to the post; false where the pane is a page of its own. */
function closeThread(): boolean {
  const aside = document.getElementById("aside");
  if (!aside || !asideBefore) return false;
  const place = holdPlace();
  aside.replaceChildren(...asideBefore);
  asideBefore = undefined;
  htmx.process(aside);
  if (aside.matches(":popover-open")) aside.hidePopover();
  place.restore();
  if (document.activeElement === document.body) find(paneOf)?.focus({ preventScroll: true });
  return true;
}

/** Escape or a touch beside it closes a pane that lies above the page; a changed text in it waits there. */
function onToggle(event: Event): void {
  const pane = event.target as Element;
  if ((event as ToggleEvent).newState !== "closed" || pane.id !== "aside") return;
  const fields = [...pane.querySelectorAll<HTMLTextAreaElement>("form:not(.composer) textarea")];
  if (!fields.some((field) => field.value !== field.defaultValue)) closeThread();
}

function onBeforeSwap(event: Event): void {
  const context = detailOf(event);
  const { sourceElement } = context;
  const target = targetOf(context);
  const hadFocus = target?.contains(document.activeElement) ?? false;
  const place = holdPlace();
  const heir = (target?.matches("article.post") ? target.id : place.post?.id) ?? "";
  places.set(context, { ...place, hadFocus, heir });
  if (target?.id !== "aside") return;
  asideBefore ??= [...target.childNodes];
  const opener = sourceElement?.closest("#acts") ? actsOf : sourceElement?.closest("article.post")?.id;
  if (opener && find(opener)) paneOf = opener;
}

/** A refused or failed request says so in a passing line; only 422 brings its form back. */
function onResponse(event: Event): void {
  const status = detailOf(event).response?.status ?? 200;
  if (status < 400 || status === 422) return;
  event.preventDefault();
  toast(word(status === 403 ? "forbidden" : "failed"));
}

/** Start everything that belongs to the frame. */
export function tendShell(): void {
  document.addEventListener("click", onClick);
  document.addEventListener("submit", (event) => void onSubmit(event));
  document.addEventListener("change", (event) => {
    (event.target as Element).closest<HTMLFormElement>("form[data-autosubmit]")?.requestSubmit();
  });
  document.addEventListener("htmx:config:request", (event) => {
    Object.assign(detailOf(event).request.headers, requestHeaders());
  });
  document.addEventListener("htmx:before:response", onResponse);
  document.addEventListener("htmx:after:request", onBookmark);
  document.addEventListener("htmx:error", () => toast(word("failed")));
  document.addEventListener("htmx:before:swap", onBeforeSwap);
  document.addEventListener("htmx:after:swap", onSwapped);
  document.addEventListener("fourleaf:done", closeThread);
  document.addEventListener("toggle", onToggle, true);
  document.querySelector<HTMLElement>(".error-summary")?.focus();
}
