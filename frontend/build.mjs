/** Build the front end into fourleaf/static_built: hashed files, one manifest, nothing else. */
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import esbuild from "esbuild";
import { appIcons } from "./icons/app-icons.mjs";
import { editorIconNames, iconNames } from "./icons/names.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../fourleaf/static_built/");
const hash = (text) => createHash("sha256").update(text).digest("hex").slice(0, 10);

/** One SVG sprite of icons, from Lucide and from our own drawings. */
async function sprite(names) {
  const symbols = await Promise.all(names.map(symbol));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

async function symbol(name) {
  const own = name.startsWith("fourleaf-");
  const path = own ? here(`./icons/${name}.svg`) : here(`../node_modules/lucide-static/icons/${name}.svg`);
  const source = await readFile(path, "utf8");
  const inner = source.replace(/<!--.*?-->/gs, "").replace(/^.*?<svg[^>]*>|<\/svg>\s*$/gs, "");
  const drawing = own
    ? ""
    : ' fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24"${drawing}>${inner.replace(/\s+/g, " ").trim()}</symbol>`;
}

/** Bundle scripts and styles; the answer maps each plain name to its hashed one. */
async function bundle() {
  const result = await esbuild.build({
    entryPoints: { app: here("./ts/app.ts"), styles: here("./css/app.css") },
    bundle: true,
    minify: true,
    format: "esm",
    splitting: true,
    target: ["es2022"],
    supported: { nesting: true },
    outdir: out,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "fonts/[name]-[hash]",
    loader: { ".woff2": "file" },
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  const files = {};
  for (const [path, { entryPoint, inputs }] of Object.entries(result.metafile.outputs)) {
    const built = relative(out, path);
    if (entryPoint?.endsWith("app.ts")) files["app.js"] = built;
    else if (entryPoint?.endsWith("app.css")) files["app.css"] = built;
    else if (entryPoint?.endsWith("rest.ts")) files["rest.js"] = built;
    else if (built.endsWith(".js")) files["shared.js"] = built;
    else if (built.endsWith(".woff2")) files[`fonts/${basename(Object.keys(inputs)[0])}`] = built;
  }
  return files;
}

/** What only some pages load, as NAME.js and NAME.css; it shares nothing with the scripts of every page. */
async function bundleApart(files, name, script, style) {
  const result = await esbuild.build({
    entryPoints: { [name]: here(script), ...(style && { [`${name}-styles`]: here(style) }) },
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    supported: { nesting: true },
    outdir: out,
    entryNames: "[name]-[hash]",
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  for (const path of Object.keys(result.metafile.outputs))
    files[`${name}.${path.endsWith(".css") ? "css" : "js"}`] = relative(out, path);
}

/** The worker of the installed app, one file at a fixed address; it carries the list of what belongs to this build. */
async function bundleWorker(files) {
  const shell = Object.entries(files).filter(([name]) => !name.endsWith(".png"));
  const assets = Object.fromEntries(shell.map(([name, built]) => [name, `/static/${built}`]));
  await esbuild.build({
    entryPoints: {
      "service-worker": here("./ts/worker/worker.ts"),
      "service-worker-off": here("./ts/worker/off.ts"),
    },
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2022"],
    outdir: out,
    legalComments: "none",
    define: {
      BUILD: JSON.stringify(hash(JSON.stringify(files))),
      ASSETS: JSON.stringify(assets),
      BADGE: JSON.stringify(`/static/${files["badge.png"]}`),
      ICON: JSON.stringify(`/static/${files["icon-192.png"]}`),
    },
    logLevel: "warning",
  });
}

async function writeHashed(files, name, content) {
  const built = name.replace(/(\.\w+)$/, `-${hash(content)}$1`);
  await writeFile(`${out}${built}`, content);
  files[name] = built;
}

/** Compress once here, so that serving never has to. */
async function compress(names) {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  await Promise.all(
    names
      .filter((name) => !/\.(woff2|png)$/.test(name))
      .map(async (name) => {
        const content = await readFile(`${out}${name}`);
        await writeFile(`${out}${name}.gz`, await promisify(gzip)(content, { level: 9 }));
        await writeFile(`${out}${name}.br`, await promisify(brotliCompress)(content, quality));
      }),
  );
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const files = await bundle();
await bundleApart(files, "editor", "./ts/editor/main.ts", "./css/editor.css");
await bundleApart(files, "reader", "./ts/reader/main.ts");
await bundleApart(files, "adoption", "./ts/team-map.ts", "./css/adoption.css");
await writeHashed(files, "icons.svg", await sprite(iconNames));
await writeHashed(files, "editor-icons.svg", await sprite(editorIconNames));
await writeHashed(files, "favicon.svg", await readFile(here("./icons/favicon.svg"), "utf8"));
for (const [name, picture] of Object.entries(await appIcons())) await writeHashed(files, name, picture);
await bundleWorker(files);
await compress(Object.values(files));
const modules = ["shared.js"];
const preload = ["fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2"];
await writeFile(`${out}manifest.json`, `${JSON.stringify({ files, preload, modules }, null, 1)}\n`);
