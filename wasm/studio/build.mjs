// Bundles the page into dist/: scripts, styles, the compiler and the real plans as examples.

import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { POLICY } from "./policy.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const dist = join(here, "dist");

/** All plans of the repository, by the path they have there. */
function examples() {
  const files = ["plans/revised", "plans/revised/roster", "plans/as-written"].flatMap((folder) =>
    readdirSync(join(root, folder)).filter((name) => name.endsWith(".plan")).sort().map((name) => `${folder}/${name}`),
  );
  return files.map((name) => ({ name, text: readFileSync(join(root, name), "utf8") }));
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
await build({
  entryPoints: { studio: join(here, "src/main.ts") },
  outdir: dist,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  sourcemap: false,
  legalComments: "none",
  logLevel: "warning",
});
await build({ entryPoints: { studio: join(here, "style/studio.css") }, outdir: dist, bundle: true, minify: true, logLevel: "warning" });
writeFileSync(join(dist, "index.html"), readFileSync(join(here, "index.html"), "utf8").replace("%CSP%", POLICY.join("; ")));
writeFileSync(join(dist, "examples.json"), JSON.stringify(examples()));
copyFileSync(join(here, "icon.svg"), join(dist, "icon.svg"));
copyFileSync(join(here, "../pkg/web/preplan_wasm_bg.wasm"), join(dist, "preplan.wasm"));
