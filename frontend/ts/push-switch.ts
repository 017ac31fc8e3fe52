/** <push-switch data-key-url data-url>: lets this browser show notifications, after a click and an explanation. */
import { isShared } from "./kept.ts";
import { icon, make, post } from "./page.ts";
import { subscription } from "./subscription.ts";
import { word } from "./words.ts";

class PushSwitch extends HTMLElement {
  connectedCallback(): void {
    void this.#draw();
  }

  async #draw(): Promise<void> {
    if (isShared()) return this.#say("push_shared");
    if (!document.body.dataset.keeps) return this.#say("push_off");
    if (!("PushManager" in window) || !("serviceWorker" in navigator)) return this.#say("push_impossible");
    if (Notification.permission === "denied") return this.#say("push_denied");
    const mine = await subscription();
    if (mine && this.#isListed(mine)) return this.#say("push_on");
    const button = make(
      "button",
      { class: "button button-primary", type: "button" },
      icon("bell"),
      word("push_ask"),
    );
    button.addEventListener("click", () => void this.#subscribe(button));
    this.replaceChildren(make("p", {}, button), make("p", { class: "soft small" }, word("push_asked")));
  }

  #say(name: string): void {
    this.replaceChildren(
      make("p", { class: "notice", role: "status" }, icon("bell"), make("span", {}, word(name))),
    );
  }

  #isListed(mine: PushSubscription): boolean {
    const ends = [...document.querySelectorAll<HTMLElement>("#devices [data-endpoint-end]")];
    return ends.some((one) => mine.endpoint.endsWith(one.dataset.endpointEnd ?? "?"));
  }

  async #subscribe(button: HTMLButtonElement): Promise<void> {
    if ((await Notification.requestPermission()) !== "granted") return this.#draw();
    button.disabled = true;
    try {
      const answer = await this.#send(await subscribeWith(await serverKey(this.dataset.keyUrl ?? "")));
      document.getElementById("devices")?.replaceWith(answer);
    } catch {
      button.disabled = false;
      this.#say("failed");
    }
  }

  /** Tell the server where this browser takes pushes; the list comes back. */
  async #send(mine: PushSubscription): Promise<Node> {
    const { keys } = mine.toJSON();
    const fields = { endpoint: mine.endpoint, p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" };
    const answer = await post(this.dataset.url ?? "", fields);
    const holder = make("template");
    holder.innerHTML = await answer.text();
    return holder.content;
  }
}

async function serverKey(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const { key } = (await (await fetch(url)).json()) as { key: string };
  const bytes = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
}

/** Subscribe with the server's key; what was made with an older one is given up. */
async function subscribeWith(key: Uint8Array<ArrayBuffer>): Promise<PushSubscription> {
  await (await subscription())?.unsubscribe();
  const { pushManager } = await navigator.serviceWorker.ready;
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

customElements.define("push-switch", PushSwitch);
