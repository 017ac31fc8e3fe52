/** The pictures by which a device shows the installed app, drawn from the one clover. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const PAPER = "#fcfbf7";
const CLOVER = "#176b3a";
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Each picture: its side in pixels, the ground (with rounded corners or to the edge) and how much the clover fills. */
const pictures = {
  "icon-192.png": { side: 192, ground: PAPER, round: 0.2, ink: CLOVER, fills: 0.78 },
  "icon-512.png": { side: 512, ground: PAPER, round: 0.2, ink: CLOVER, fills: 0.78 },
  // A device cuts these to its own shape: nothing that matters lies outside the middle four fifths.
  "icon-maskable-192.png": { side: 192, ground: CLOVER, round: 0, ink: PAPER, fills: 0.75 },
  "icon-maskable-512.png": { side: 512, ground: CLOVER, round: 0, ink: PAPER, fills: 0.75 },
  "icon-apple.png": { side: 180, ground: CLOVER, round: 0, ink: PAPER, fills: 0.8 },
  // Android takes the shape alone.
  "badge.png": { side: 96, ground: "none", round: 0, ink: "#fff", fills: 0.92 },
};

/** All pictures as PNG, by name. */
export async function appIcons() {
  await initWasm(await readFile(here("../../node_modules/@resvg/resvg-wasm/index_bg.wasm")));
  const clover = (await readFile(here("./fourleaf-clover.svg"), "utf8")).replace(
    /^<svg[^>]*>|<\/svg>\s*$/g,
    "",
  );
  const drawn = Object.entries(pictures).map(([name, { side, ground, round, ink, fills }]) => {
    const begin = (24 * (1 - fills)) / 2;
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="${24 * round}" fill="${ground}"/>` +
      `<g transform="translate(${begin} ${begin}) scale(${fills})">${clover.replaceAll("currentColor", ink)}</g></svg>`;
    return [name, new Resvg(svg, { fitTo: { mode: "width", value: side } }).render().asPng()];
  });
  return Object.fromEntries(drawn);
}
