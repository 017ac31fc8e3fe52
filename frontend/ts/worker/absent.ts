/** The page that stands where the line is down and nothing was kept: what there is to read instead. */
import { assets } from "./build.ts";
import { type Facts, say } from "./facts.ts";
import type { Copy } from "./pages.ts";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'";

const safe = (text: string): string =>
  text
    .replace(/&(?!\w+;|#\w+;)/g, "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll('"', "&quot;");

/** Answer with what can be read; titles come escaped from the pages themselves. */
export function absentPage(known: Facts | undefined, copies: readonly Copy[]): Response {
  const title = say(known, "offline_title", "You are offline");
  const told = say(known, "offline_absent", "This page was not kept on this device.");
  const rest = say(
    known,
    copies.length > 0 ? "offline_list" : "offline_empty",
    copies.length > 0 ? "This is what you read last:" : "It opens as soon as you are connected again.",
  );
  const person = known ? ` data-person="${safe(known.person)}" data-zone="${safe(known.zone)}"` : "";
  const words = JSON.stringify(known?.words ?? {}).replaceAll("<", "\\u003c");
  const html = `<!doctype html><html lang="${safe(known?.language ?? "en")}" dir="${safe(known?.direction ?? "ltr")}"><head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${safe(title)}</title>
<meta name="color-scheme" content="light dark"><link rel="stylesheet" href="${assets["app.css"]}"><link rel="icon" href="${assets["favicon.svg"]}" type="image/svg+xml">
<script type="module" src="${assets["app.js"]}"></script></head>
<body${person} data-icons="${assets["icons.svg"]}" data-read-at=""><connection-state role="status" aria-live="polite"></connection-state>
<main id="main" tabindex="-1" class="entrance"><div class="entrance-side"><span class="mark"><svg class="icon" aria-hidden="true"><use href="${assets["icons.svg"]}#fourleaf-clover"></use></svg><span>Fourleaf</span></span>
<h1>${safe(title)}</h1><p>${safe(told)} ${safe(rest)}</p>
<ul class="stack">${copies.map(line).join("")}</ul></div></main>
<script type="application/json" id="words">${words}</script><div id="announcer" class="visually-hidden" role="status" aria-live="polite"></div><div id="toasts" class="toasts" role="status"></div></body></html>`;
  const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY };
  return new Response(html, { status: 503, headers });
}

function line({ path, title, readAt }: Copy): string {
  const at = new Date(readAt).toISOString();
  return `<li><a href="${safe(path)}">${safe(title)}</a> <small class="soft"><time datetime="${at}" data-time="both"></time></small></li>`;
}
