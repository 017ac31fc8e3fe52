/** Where a session may not stay idle: after a while the screen is hidden, the session ended, and every tab signed out. */
import { blank, hideForGood } from "./blank.ts";
import { forgetPages } from "./copies.ts";
import { make, person, post } from "./page.ts";
import { word } from "./words.ts";

const MINUTE = 60_000;
const TOLD_EVERY = 30_000;
const NOTED_EVERY = 1_000;
/** A tab that nobody sees leaves the ending to one that somebody may see. */
const BEHIND = 3_000;
const SIGN_IN = "/accounts/login/";
const USES = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

type Said = { kind: "used"; at: number } | { kind: "ended" };

let limit = 0;
let usedAt = Date.now();
let toldAt = Date.now();
let timer = 0;
let isOver = false;
let warning: HTMLElement | undefined;
let tabs: BroadcastChannel | undefined;

const say = (said: Said): void => tabs?.postMessage(said);
const before = (): number => Math.min(MINUTE, limit / 2);

function note(at: number): void {
  usedAt = Math.max(usedAt, at);
  warning?.remove();
  warning = undefined;
  plan();
}

function onUse(): void {
  const now = Date.now();
  if (isOver || now - usedAt < NOTED_EVERY) return;
  if (now - usedAt >= limit) return void end();
  note(now);
  say({ kind: "used", at: now });
  if (now - toldAt < TOLD_EVERY) return;
  toldAt = now;
  post("/accounts/activity/", {}).catch(() => undefined);
}

/** A computer that slept wakes up late: the clock says how long nobody was here, not the timer. */
function look(): void {
  const left = limit - (Date.now() - usedAt);
  if (left <= (document.hidden ? -BEHIND : 0)) void end();
  else {
    if (left <= before()) warn();
    plan();
  }
}

function plan(): void {
  clearTimeout(timer);
  const left = limit - (Date.now() - usedAt);
  const next = left > before() ? left - before() : left + (document.hidden ? BEHIND : 0);
  timer = window.setTimeout(look, Math.max(next, 250));
}

function warn(): void {
  if (warning) return;
  warning = make("div", { class: "toast" }, make("span", {}, word("idle_soon")));
  document.getElementById("toasts")?.append(warning);
}

/** Hidden at once; then the server ends the session, and the page goes, whether it answered or not. */
async function end(): Promise<void> {
  if (isOver) return;
  hide();
  const place = location.pathname + location.search;
  await Promise.allSettled([post("/accounts/idle/", { person: person(), place }), forgetPages()]);
  say({ kind: "ended" });
  leave();
}

function hide(): void {
  isOver = true;
  clearTimeout(timer);
  blank();
  hideForGood(word("idle_over"));
}

function leave(): void {
  sessionStorage.clear();
  location.replace(SIGN_IN);
}

function hear({ data }: MessageEvent<Said>): void {
  if (isOver) return;
  if (data.kind === "used") return note(data.at);
  hide();
  leave();
}

/** Watch over a session that ends when nobody uses it. */
export function tendIdle(): void {
  limit = Number(document.body.dataset.idle ?? 0) * MINUTE;
  if (!person() || !limit) return;
  if ("BroadcastChannel" in window) {
    tabs = new BroadcastChannel(`fourleaf-idle ${person()}`);
    tabs.onmessage = hear;
  }
  for (const use of USES) document.addEventListener(use, onUse, { capture: true, passive: true });
  document.addEventListener("visibilitychange", look);
  say({ kind: "used", at: usedAt });
  plan();
}
