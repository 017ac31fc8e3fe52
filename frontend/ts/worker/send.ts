/** Send what waits when the browser says that the line is back and no page is open to do it. */
import { all, put, remove } from "../kept.ts";
import { fateOf, type Unsent } from "../outbox.ts";
import { deliver, laneName } from "../sending.ts";

declare const self: ServiceWorkerGlobalScope;

export const TAG = "unsent";

/** In the order in which they were written; fails while something waits, and the browser asks again later. */
export async function sendWaiting(): Promise<void> {
  const waiting = (await all<Unsent>("unsent")).filter(({ refused }) => refused === undefined);
  if (waiting.length === 0) return;
  const pages = await self.clients.matchAll({ type: "window" });
  if (pages.length > 0) throw new Error("An open page sends it; if it goes before, the browser asks again.");
  const answer = await fetch("/offline/", { redirect: "error" });
  const { person, token } = (await answer.json()) as { person: string; token: string };
  const closed = new Set<string>();
  for (const unsent of waiting.sort((one, other) => one.at - other.at))
    if (unsent.person === person && !closed.has(laneName(unsent)) && !(await isSent(unsent, token)))
      closed.add(laneName(unsent));
  if (closed.size > 0) throw new Error("Some messages wait for the next time.");
}

/** Whether its turn is over: the server has it, or wants its author to look at it. */
async function isSent(unsent: Unsent, token: string): Promise<boolean> {
  const answer = await deliver(unsent, { "X-CSRFToken": token, "HX-Request": "true" }).catch(() => undefined);
  const fate = answer ? fateOf(answer) : "later";
  if (fate === "arrived") await remove("unsent", unsent.key);
  if (fate === "refused") await put("unsent", { ...unsent, refused: "" });
  return fate !== "later";
}
