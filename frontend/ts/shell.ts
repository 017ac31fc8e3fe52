/** What the frame around every page does: theme, panels, menus, signing out. */
import htmx from "htmx.org";
import { openPalette } from "./command-palette.ts";
import { tendCounts } from "./counts.ts";
import { purge, unsentOf } from "./outbox.ts";
import { person, requestHeaders, toast } from "./page.ts";
import { openShortcuts } from "./shortcut-sheet.ts";
import { word } from "./words.ts";

interface HtmxDetail {
  ctx: {
    target?: Element;
    sourceElement?: Element;
    request: { headers: Record<string, string> };
    response?: { status: number };
  };
}

const detailOf = (event: Event): HtmxDetail["ctx"] => (event as CustomEvent<HtmxDetail>).detail.ctx;
const narrow = matchMedia("(width < 72rem)");
let asideBefore: ChildNode[] | undefined;

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
  if (opener?.dataset.opens === "palette" && openPalette()) event.preventDefault();
  if (target.closest("[data-theme-toggle]")) toggleTheme();
  if (target.closest("[data-act='close-thread']") && closeThread()) event.preventDefault();
  const shows = target.closest<HTMLElement>("[data-shows]")?.dataset.shows;
  if (shows) document.querySelector(`#places [data-section="${shows}"]`)?.scrollIntoView({ block: "start" });
}

async function onSubmit(event: SubmitEvent): Promise<void> {
  const form = event.target as HTMLFormElement;
  if (form.dataset.signOut === undefined) return;
  event.preventDefault();
  const count = (await unsentOf(person()).catch(() => [])).length;
  if (count > 0 && !confirm(word("unsent_at_sign_out", { count }))) return;
  await purge().catch(() => undefined);
  sessionStorage.clear();
  form.submit();
}

/** Fetched menus and threads: show where they arrived, and give back what stood there. */
function onSwapped(event: Event): void {
  const { target, sourceElement } = detailOf(event);
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
  (field ?? heading)?.focus();
}

function showActs(acts: HTMLElement, source: HTMLElement): void {
  acts.hidePopover();
  acts.showPopover({ source });
  acts.querySelector<HTMLElement>("a, button")?.focus();
  acts.dispatchEvent(new Event("fourleaf:acts"));
}

/** Give back what stood beside the stream; false where the pane is a page of its own. */
function closeThread(): boolean {
  const aside = document.getElementById("aside");
  if (!aside || !asideBefore) return false;
  aside.replaceChildren(...asideBefore);
  asideBefore = undefined;
  htmx.process(aside);
  if (aside.matches(":popover-open")) aside.hidePopover();
  return true;
}

function onBeforeSwap(event: Event): void {
  const { target } = detailOf(event);
  if (target?.id === "aside") asideBefore ??= [...target.childNodes];
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
  document.addEventListener("htmx:error", () => toast(word("failed")));
  document.addEventListener("htmx:before:swap", onBeforeSwap);
  document.addEventListener("htmx:after:swap", onSwapped);
  document.addEventListener("fourleaf:done", closeThread);
  document.querySelector<HTMLElement>(".error-summary")?.focus();
  if (person()) tendCounts();
}
