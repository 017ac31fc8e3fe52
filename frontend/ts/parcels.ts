/** Messages that wait and were written elsewhere than on this page: sent from here, and shown in one line above it. */
import { laneOf, type Traveller } from "./lane.ts";
import { type Fate, fateOf, forget, keep, type Unsent, unsentOf } from "./outbox.ts";
import { icon, make, person, requestHeaders } from "./page.ts";
import { deliver, laneName } from "./sending.ts";
import { reasonIn, sendLater } from "./unsent.ts";
import { word } from "./words.ts";

const EXCERPT = 80;

class Parcel implements Traveller {
  readonly unsent: Unsent;
  isOver = false;

  constructor(unsent: Unsent) {
    this.unsent = unsent;
  }

  get at(): number {
    return this.unsent.at;
  }

  send(): void {
    delete this.unsent.refused;
    const lane = laneOf(laneName(this.unsent));
    lane.take(this);
    lane.wake();
    draw();
  }

  async attempt(): Promise<Fate> {
    const answer = await deliver(this.unsent, requestHeaders()).catch(() => undefined);
    const fate = answer ? fateOf(answer) : "later";
    if (fate === "arrived") await this.end();
    else if (answer && fate === "refused") await this.#refuse(await answer.text().catch(() => ""));
    return fate;
  }

  wait(): void {
    void sendLater();
    draw();
  }

  async end(): Promise<void> {
    this.isOver = true;
    parcels.delete(this.unsent.key);
    draw();
    await forget(this.unsent.key).catch(() => undefined);
  }

  async #refuse(html: string): Promise<void> {
    const page = new DOMParser().parseFromString(html, "text/html");
    this.unsent.refused = reasonIn(page) || word("unsent_refused");
    await keep(this.unsent).catch(() => undefined);
    draw();
  }
}

const parcels = new Map<string, Parcel>();
let line: HTMLDetailsElement | undefined;

/** A composer shows it now, and sends it itself. */
function handOver(event: Event): void {
  const key = (event as CustomEvent<string>).detail;
  const parcel = parcels.get(key);
  if (!parcel) return;
  parcel.isOver = true;
  parcels.delete(key);
  draw();
}

/** Whether a composer of this page shows it. */
function isShown(unsent: Unsent): boolean {
  const forms = [...document.querySelectorAll<HTMLFormElement>("post-composer form")];
  return forms.some((form) => {
    const thread = form.closest<HTMLElement>("post-composer")?.dataset.thread ?? "";
    return `${form.action} ${thread}` === laneName(unsent);
  });
}

/** One line that opens into the list of what waits, each with what can be done about it. */
function draw(): void {
  if (parcels.size === 0) {
    line?.remove();
    line = undefined;
    return;
  }
  const open = line?.open ?? false;
  const waiting = [...parcels.values()].sort((one, other) => one.at - other.at);
  const summary = make("summary", {}, icon("cloud-off"), word("unsent_elsewhere", { count: waiting.length }));
  const fresh = make("details", { class: "notice notice-wait unsent-elsewhere" }, summary);
  fresh.append(make("ul", { class: "stack" }, ...waiting.map(item)));
  fresh.open = open;
  if (line) line.replaceWith(fresh);
  else document.getElementById("main")?.prepend(fresh);
  line = fresh;
}

function item(parcel: Parcel): HTMLElement {
  const { body, page, where, refused, url } = parcel.unsent;
  const text = body.length > EXCERPT ? `${body.slice(0, EXCERPT)}…` : body;
  const link = make(
    "a",
    { href: page ?? url.replace(/posts\/$/, ""), dir: "auto" },
    where || word("put_back"),
  );
  return make(
    "li",
    { class: "stack-tight" },
    make("div", {}, link),
    make("div", { dir: "auto", class: "pending-words" }, text),
    make(
      "div",
      { class: "post-state" },
      make("span", {}, refused === undefined ? word("unsent") : refused || word("unsent_refused")),
      ...acts(parcel),
    ),
  );
}

function acts(parcel: Parcel): HTMLElement[] {
  const act = (name: string, run: () => void) => {
    const button = make("button", { type: "button", class: "link-button" }, word(name));
    button.addEventListener("click", run);
    return button;
  };
  return [act("try_again", () => parcel.send()), act("discard", () => void parcel.end())];
}

/** Send what waits from other places and earlier days; what was refused waits for its author. */
async function begin(): Promise<void> {
  for (const unsent of await unsentOf(person())) {
    if (isShown(unsent) || parcels.has(unsent.key)) continue;
    const parcel = new Parcel(unsent);
    parcels.set(unsent.key, parcel);
    if (unsent.refused === undefined) laneOf(laneName(unsent)).take(parcel);
  }
  draw();
}

function wake(): void {
  for (const { unsent } of parcels.values())
    if (unsent.refused === undefined) laneOf(laneName(unsent)).wake();
}

export function tendParcels(): void {
  if (!person()) return;
  begin().catch(() => undefined);
  addEventListener("fourleaf:shown", handOver);
  addEventListener("online", wake);
  addEventListener("fourleaf:back", wake);
}
