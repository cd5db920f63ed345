// The package as it is shipped: its size, its entries, its types.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const pkg = new URL("../pkg/", import.meta.url);
const read = (path) => readFileSync(new URL(path, pkg));

test("the compiler does not grow unseen", () => {
  const wasm = read("web/preplan_wasm_bg.wasm");
  const kib = (n) => Math.ceil(n / 1024);
  const [raw, zipped, glue] = [wasm.length, gzipSync(wasm, { level: 9 }).length, gzipSync(read("web/preplan_wasm.js"), { level: 9 }).length];
  console.log(`compiler: ${kib(raw)} KiB, ${kib(zipped)} KiB gzipped; its JavaScript ${kib(glue)} KiB gzipped`);
  // docs/browser.md says what they consist of. The std of rustup is larger than the one that Debian's toolchain compiles for size.
  assert.ok(kib(raw) <= 4096, `${kib(raw)} KiB`);
  assert.ok(kib(zipped) <= 1280, `${kib(zipped)} KiB gzipped`);
});

test("every entry of the package is there", () => {
  const { exports, version } = JSON.parse(read("package.json"));
  assert.match(readFileSync(new URL("../Cargo.toml", import.meta.url), "utf8"), new RegExp(`^version = "${version}"$`, "m"));
  const paths = (entry) => (typeof entry === "string" ? [entry] : Object.values(entry).flatMap(paths));
  for (const path of paths(exports)) assert.ok(read(path).length > 0, path);
  for (const path of ["README.md", "LICENSE-MIT", "LICENSE-APACHE"]) read(path);
});

test("the module is loaded where it lies, and no method is missing from the types", async () => {
  const { default: init, Studio } = await import("../pkg/web/preplan_wasm.js");
  await init({ module_or_path: read("web/preplan_wasm_bg.wasm") });
  const types = read("web/preplan_wasm.d.ts").toString();
  const own = Object.getOwnPropertyNames(Studio.prototype).filter((name) => !name.startsWith("__") && name !== "constructor");
  for (const name of own) assert.match(types, new RegExp(`^ +${name}\\(`, "m"), name);
  assert.equal(/[:<|] *any\b/.test(types.split("export class Studio")[1].split("\n}\n")[0]), false);
});
