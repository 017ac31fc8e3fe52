/** What the page says about itself: who reads it, in which language and zone; and ways to speak to its server. */

export const person = (): string => document.body.dataset.person ?? "";
export const zone = (): string | undefined => document.body.dataset.zone || undefined;
/** The language of the page; English without a country is written the way the server writes it. */
export function language(): string {
  const given = document.documentElement.lang || "en";
  return given === "en" ? "en-GB" : given;
}

const csrfToken = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ??
  document.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value ??
  "";

/** The headers of every request that scripts make. */
export function requestHeaders(): Record<string, string> {
  return { "X-CSRFToken": csrfToken(), "HX-Request": "true" };
}

/** Post fields to the server as a form would. */
export function post(
  url: string,
  fields: Record<string, string> | FormData,
  keepalive = false,
): Promise<Response> {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  return fetch(url, {
    method: "POST",
    body,
    headers: requestHeaders(),
    keepalive,
    credentials: "same-origin",
  });
}

/** Fetch JSON, or nothing when the server has none for us. */
export async function getJson<T>(url: string, signal: AbortSignal): Promise<T | undefined> {
  const answer = await fetch(url, {
    headers: { Accept: "application/json" },
    signal,
    credentials: "same-origin",
  });
  return answer.ok ? ((await answer.json()) as T) : undefined;
}

/** Make an element with attributes and children; text is never read as HTML. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Draw an icon of the sprite. */
export function icon(name: string): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${document.body.dataset.icons ?? ""}#${name}`);
  svg.append(use);
  return svg;
}

/** Call something once the calls for it have paused. */
export function pausing(wait: number, act: () => void): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(act, wait);
  };
}

/** Say something to those who listen, without moving their focus. */
export function announce(text: string): void {
  const place = document.getElementById("announcer");
  if (place) place.textContent = text;
}

/** Show a passing line; it stays long enough to be read, and can carry one act. */
export function toast(text: string, act?: { label: string; run: () => void }): void {
  const line = make("div", { class: "toast" }, make("span", {}, text));
  if (act) {
    const button = make("button", { type: "button" }, act.label);
    button.addEventListener("click", () => act.run());
    line.append(button);
  }
  document.getElementById("toasts")?.append(line);
  setTimeout(() => line.remove(), act ? 20_000 : 6_000);
}

/** Whether the person is typing into something. */
export function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"))
  );
}
