/** The second part of the scripts. */

const stands = new Promise<void>((resolve) => {
  if (document.readyState === "complete") resolve();
  else addEventListener("load", () => setTimeout(resolve), { once: true });
});
const rest = stands.then(() => import("./rest.ts"));

/** Do something with what comes after the page; never, where it does not come. */
export function later(act: (part: typeof import("./rest.ts")) => void): void {
  rest.then(act, () => undefined);
}
