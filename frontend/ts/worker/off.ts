/** The worker of a house that keeps nothing on devices: it clears up what an earlier one left, and goes. */
declare const self: ServiceWorkerGlobalScope;

self.addEventListener("install", () => void self.skipWaiting());

self.addEventListener("activate", (event) => {
  const leave = async () => {
    for (const name of await caches.keys()) if (name.startsWith("fourleaf-")) await caches.delete(name);
    await self.registration.unregister();
  };
  event.waitUntil(leave());
});

export {};
