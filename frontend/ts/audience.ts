/** The audience line of an open page: it says who can read now, also once that has changed. */
import type { TopicMessage } from "./live/protocol.ts";
import { Newest } from "./newest.ts";
import { announce, pausing, requestHeaders, toast } from "./page.ts";
import { live } from "./topics.ts";

/** After each of these other people can read, or the same ones in another way. */
const CHANGES = new Set([
  "AccessChanged",
  "IntegrationAdded",
  "IntegrationChanged",
  "IntegrationEnded",
  "MembershipAdded",
  "MembershipEnded",
  "RoleChanged",
  "SpaceArchived",
  "SpaceRestored",
]);
/** A directory that lets in a hundred people at once is asked about once. */
const PAUSE = 300;

/** Whether the line may be wrong after this message. */
export function changesAudience(message: TopicMessage): boolean {
  return message.kind === "reload" || (message.kind === "event" && CHANGES.has(message.name));
}

/** Watch the space whose line stands on this page. */
export function keepAudience(): void {
  const space = document.querySelector<HTMLElement>(".audience[data-audience]")?.dataset.audience;
  if (!space) return;
  const newest = new Newest();
  const refresh = pausing(PAUSE, async () => {
    const html = await newest.answerTo((signal) => fetchLine(space, signal));
    if (html) showLine(space, html);
  });
  live().subscribe(`space:${space}`, null, (message) => {
    if (changesAudience(message)) refresh();
  });
}

function linesOf(space: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`.audience[data-audience="${CSS.escape(space)}"]`)];
}

async function fetchLine(space: string, signal: AbortSignal): Promise<string> {
  const address = linesOf(space)[0]?.dataset.line ?? "";
  const answer = await fetch(address, { headers: requestHeaders(), signal, credentials: "same-origin" });
  return answer.ok && !answer.redirected ? answer.text() : "";
}

/** The composer's field names the readers too. What its author has agreed to (`shown_access`) is not changed here. */
function showLine(space: string, html: string): void {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.querySelector<HTMLElement>(".audience");
  if (!fresh) return;
  const [before] = linesOf(space);
  if (before?.outerHTML === fresh.outerHTML) return;
  for (const old of linesOf(space)) old.replaceWith(fresh.cloneNode(true));
  renameReaders(space, before?.dataset.who ?? "", fresh.dataset.who ?? "");
  const text = fresh.textContent?.trim() ?? "";
  const wasOpened = fresh.matches(".audience-open") && !before?.matches(".audience-open");
  if (wasOpened) toast(text);
  announce(text);
}

function renameReaders(space: string, before: string, now: string): void {
  if (!before || !now) return;
  const fields = `post-composer[data-space="${CSS.escape(space)}"] textarea[name=body]`;
  for (const field of document.querySelectorAll(fields))
    for (const name of ["placeholder", "aria-label"])
      field.setAttribute(
        name,
        (field.getAttribute(name) ?? "").replace(before, () => now),
      );
}
