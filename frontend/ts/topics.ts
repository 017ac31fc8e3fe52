/** The one line of this page to the server's live topics; opened when something first wants it. */
import { browser, LiveClient } from "./live/client.ts";

let client: LiveClient | undefined;

/** The page's line; only pages of a signed-in person open it. */
export function live(): LiveClient {
  client ??= open();
  return client;
}

function open(): LiveClient {
  const line = new LiveClient(browser(`${location.origin.replace(/^http/, "ws")}/live`));
  const wake = () => {
    if (!document.hidden) line.wake();
  };
  if (!document.body.dataset.person) return line;
  line.start();
  addEventListener("online", wake);
  addEventListener("pageshow", wake);
  document.addEventListener("visibilitychange", wake);
  return line;
}
