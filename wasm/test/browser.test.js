// The loader in a browser.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { revised } from "./plans.js";

const TYPES = { js: "text/javascript", wasm: "application/wasm", json: "application/json", html: "text/html" };
const plans = await revised();
const complaints = [];
let server, browser, page;

function answer(path) {
  if (path === "/") return "<!doctype html><html lang=en><title>loader</title><link rel=icon href=data:,>";
  const [, plan] = /^\/(\d+)\.wasm$/.exec(path) ?? [];
  if (plan) return plans[plan].bytes;
  if (path === "/plans.json") return JSON.stringify(plans.map(({ file, drills }) => ({ file, drills })));
  if (/^\/(runtime\/preplan|test\/drills)\.js$/.test(path)) return readFileSync(new URL(`..${path}`, import.meta.url));
  return undefined;
}

before(async () => {
  server = createServer((request, response) => {
    const body = answer(request.url);
    response.writeHead(body === undefined ? 404 : 200, { "content-type": TYPES[request.url.split(".")[1] ?? "html"] ?? "text/plain" }).end(body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", chromiumSandbox: false });
  page = await browser.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => complaints.push(message.text()));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
});

after(async () => {
  await browser?.close();
  server?.close();
});

test("every drill of the revised plans does in Chromium what it does in the engine", async () => {
  const { drills, wrong } = await page.evaluate(async () => {
    const { load } = await import("/runtime/preplan.js");
    const { differs, run } = await import("/test/drills.js");
    const wrong = [];
    let drills = 0;
    for (const [index, { file, drills: all }] of (await (await fetch("/plans.json")).json()).entries()) {
      const module = await WebAssembly.compileStreaming(fetch(`/${index}.wasm`));
      for (const { of, title, lines, effects } of all) {
        const difference = differs(run(await load(module), lines, of), effects);
        if (difference) wrong.push(`${file} ${title}: ${difference}`);
        drills += 1;
      }
    }
    return { drills, wrong };
  });
  assert.deepEqual(wrong, []);
  assert.ok(drills >= 249, `${drills} drills`);
});

test("a module loads from a response, and a refusal keeps its reason", async () => {
  const reason = await page.evaluate(async () => {
    const { load, Refused } = await import("/runtime/preplan.js");
    const plan = await load(await fetch("/0.wasm"));
    try {
      plan.advance("PT1M");
    } catch (error) {
      return error instanceof Refused && error.reason;
    }
  });
  assert.equal(reason, "not-begun");
  assert.deepEqual(complaints, []);
});
