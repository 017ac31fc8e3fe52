/** What a page knows of a message that did not go: why, and that it goes by itself later. */

/** The server's reason for not taking it: the first sentence that the form says about itself. */
export function reasonIn(page: Document): string {
  return page.querySelector(".field-error, .error-summary, h1 + p")?.textContent?.trim() ?? "";
}

/** Have the browser send what waits when the line is back, also after this page has gone; not all can. */
export async function sendLater(): Promise<void> {
  if (!document.body.dataset.keeps) return;
  const registration = (await navigator.serviceWorker?.getRegistration("/")) as
    | (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } })
    | undefined;
  await registration?.sync?.register("unsent").catch(() => undefined);
}
