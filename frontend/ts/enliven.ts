/** Make viewer-neutral fragments this reader's own: words, times, own posts, own reactions. */
import { language, person, zone } from "./page.ts";
import { sayTime, type TimeKind } from "./times.ts";
import { word } from "./words.ts";

function each<T extends Element>(root: Element, selector: string, act: (element: T) => void): void {
  if (root.matches(selector)) act(root as T);
  for (const element of root.querySelectorAll<T>(selector)) act(element);
}

function sayHour(element: HTMLTimeElement): void {
  const at = new Date(element.dateTime);
  if (Number.isNaN(at.getTime())) return;
  const isDate = element.dateTime.length === 10; // the same day everywhere
  const where = isDate ? "UTC" : zone();
  const text = sayTime(at, element.dataset.time as TimeKind, language(), where);
  if (element.textContent !== text) element.textContent = text;
  element.title ||= new Intl.DateTimeFormat(language(), {
    dateStyle: "full",
    ...(isDate ? {} : { timeStyle: "short" as const }),
    ...(where ? { timeZone: where } : {}),
  }).format(at);
}

function sayWord(element: HTMLElement): void {
  if (element.textContent) return;
  const { word: name, ...values } = element.dataset;
  element.textContent = word(name ?? "", values as Record<string, string>);
}

function markMine(article: HTMLElement): void {
  article.classList.toggle("mine", article.dataset.author === person());
}

function markChip(chip: HTMLElement): void {
  const on = (chip.dataset.people ?? "").split(" ").includes(person());
  chip.classList.toggle("on", on);
  if (chip.matches("button")) chip.setAttribute("aria-pressed", String(on));
}

/** Fill in everything personal below (and at) an element. */
export function enliven(root: Element): void {
  each<HTMLTimeElement>(root, "time[data-time]", sayHour);
  each<HTMLElement>(root, "[data-word]", sayWord);
  if (!person()) return;
  each<HTMLElement>(root, "article[data-author]", markMine);
  each<HTMLElement>(root, ":is(.chip, .poll-answer)[data-people]", markChip);
  each<HTMLElement>(root, `.mention[data-person="${person()}"]`, (mention) => mention.classList.add("me"));
}

/** Enliven what is here, and whatever arrives later by any way. */
export function enlivenAlways(): void {
  enliven(document.body);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) if (node instanceof HTMLElement) enliven(node);
  }).observe(document.body, { childList: true, subtree: true });
}
