/** The pages that were read last, for one person at a time: few, for days, and only those that the server allows. */
import { assets } from "./build.ts";

const PREFIX = "fourleaf-pages ";
const MOST = 20;
const DAY = 24 * 3600 * 1000;

/** What a page says about itself: whose it is, whether and as what it may stay, and for how many days. */
export interface Page {
  person: string;
  keep: string;
  days: number;
  title: string;
  /** Whether it is written in; then it needs the editor. */
  isWritten: boolean;
}

export interface Copy {
  path: string;
  title: string;
  /** "home" or "space:<id>" */
  keep: string;
  readAt: number;
}

/** Read the page's own words about itself; undefined where nobody is signed in. */
export function about(html: string): Page | undefined {
  const body = /<body[^>]*>/.exec(html)?.[0] ?? "";
  const value = (name: string) => new RegExp(` data-${name}="([^"]*)"`).exec(body)?.[1] ?? "";
  const person = value("person");
  if (!person) return undefined;
  const title = value("called") || (/<title>([^<]*)<\/title>/.exec(html)?.[1] ?? "");
  const isWritten = html.includes("<document-editor ");
  return { person, keep: value("keep"), days: Number(value("keeps")) || 0, title, isWritten };
}

const store = (person: string): Promise<Cache> => caches.open(PREFIX + person);

/** Keep a page as it was read now. */
export async function keep(path: string, html: string, page: Page, policy: string): Promise<void> {
  const now = Date.now();
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": policy,
    "X-Read-At": String(now),
    "X-Until": String(now + page.days * DAY),
    "X-Keep": page.keep,
    "X-Title": encodeURIComponent(page.title),
  };
  await (await store(page.person)).put(path, new Response(html, { headers }));
  await trim(page.person);
}

/** All that is kept of a person, what was read last first. */
export async function copies(person: string): Promise<Copy[]> {
  const cache = await store(person);
  const found: Copy[] = [];
  for (const request of await cache.keys()) {
    const headers = (await cache.match(request))?.headers;
    if (!headers) continue;
    if (Number(headers.get("X-Until")) < Date.now()) await cache.delete(request);
    else found.push(asCopy(new URL(request.url).pathname, headers));
  }
  return found.sort((one, other) => other.readAt - one.readAt);
}

function asCopy(path: string, headers: Headers): Copy {
  return {
    path,
    title: decodeURIComponent(headers.get("X-Title") ?? ""),
    keep: headers.get("X-Keep") ?? "",
    readAt: Number(headers.get("X-Read-At")),
  };
}

async function trim(person: string): Promise<void> {
  const cache = await store(person);
  for (const { path } of (await copies(person)).slice(MOST)) await cache.delete(path);
}

/** The page as it was read, saying when; its files are those of this build. */
export async function recall(path: string, person: string): Promise<Response | undefined> {
  const kept = await (await store(person)).match(path);
  if (!kept || Number(kept.headers.get("X-Until")) < Date.now()) return undefined;
  const readAt = new Date(Number(kept.headers.get("X-Read-At"))).toISOString();
  const html = renewed(await kept.text()).replace("<body ", `<body data-read-at="${readAt}" `);
  return new Response(html, { headers: kept.headers });
}

/** Put this build's files in the place of those with which the page came. */
export function renewed(html: string, files: Record<string, string> = assets): string {
  const current = new Map(Object.values(files).map((url) => [plain(url), url]));
  return html.replace(/\/static\/[\w./-]+/g, (url) => current.get(plain(url)) ?? url);
}

/** An address without its hash: /static/app-57CZGGQ4.js is /static/app.js. */
const plain = (url: string): string => url.replace(/-[0-9A-Za-z]{8,10}(\.\w+)$/, "$1");

/** Drop copies: one page, one space, or a person's all. */
export async function drop(person: string, which: (copy: Copy) => boolean): Promise<void> {
  const cache = await store(person);
  for (const copy of await copies(person)) if (which(copy)) await cache.delete(copy.path);
}

/** Drop everybody's pages but one person's. */
export async function dropAll(but = ""): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX) && name !== PREFIX + but) await caches.delete(name);
}
