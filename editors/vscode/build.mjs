// Bundles the client into `dist/` and writes the licences: the project's, and those of what is bundled.

import { build } from "esbuild";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
process.chdir(here);

const { metafile } = await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["vscode"],
  minify: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

const licence = (folder) => {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  return file ? readFileSync(join(folder, file), "utf8").trim() : undefined;
};

const packages = Object.keys(metafile.inputs).flatMap((path) => path.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []);
const notices = [...new Set(packages)].sort().map((folder) => {
  const text = licence(folder);
  if (!text) {
    throw new Error(`${folder} has no licence file`);
  }
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return `${name} ${version}\n\n${text}\n`;
});
writeFileSync("dist/third-party.txt", notices.join(`\n${"-".repeat(72)}\n\n`));

const own = ["../../LICENSE-MIT", "../../LICENSE-APACHE"].map((path) => readFileSync(path, "utf8").trim());
writeFileSync("LICENSE", ["MIT or Apache-2.0, as you like.", ...own].join(`\n\n${"-".repeat(72)}\n\n`) + "\n");
