// Text of a plan never becomes markup or script, in any view; the page asks for nothing but its own files; it stays small.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { Browser, carrying, press, view, write } from "./page.js";

const HTML = `<img src=x onerror=window.pwned=1><script>window.pwned=1</script><a href=javascript:window.pwned=1>a</a>\${7*7}{{7*7}}`;
const quoted = HTML.replaceAll('"', "'");
const HOSTILE = `plan p "${quoted}" { region CN note "${quoted}" }
/// ${HTML} [x](javascript:window.pwned=1) **b**
role lead "${quoted}" { phone "${quoted}" reports to boss deputy \`<b onclick=window.pwned=1>\` }
role boss "${quoted}" { phone "1" }
role \`<b onclick=window.pwned=1>\` { phone "javascript:window.pwned=1" }
role \`__proto__\` { phone "2" }
service \`constructor\` { for "${quoted}" phone "3" }
signal \`<svg onload=window.pwned=1>\` "${quoted}" { reported by lead }
signal over { reported by lead }
gauge \`<i>\` { unit \`<u>\` }
shift day { Mon..Fri 08:00-20:00 }
procedure \`<p style=color:red>\` "${quoted}" {
  start when \`<svg onload=window.pwned=1>\`
  owner lead
  step \`<script>window.pwned=1</script>\` "${quoted}" { lead must do "${quoted}" within 5m else escalate to boss }
  step tell { lead must notify boss, \`__proto__\` within 5m }
  then step \`toString\` { lead must report to \`constructor\` within 1m }
  finish when over approved by boss
}
`;
let studio;

before(async () => (studio = await Browser.start()));
after(() => studio.stop());

const clean = async (page, where) => {
  const found = await page.evaluate(() => {
    const roots = [document, ...[...document.querySelectorAll("*")].flatMap((one) => one.shadowRoot ?? [])];
    const all = roots.flatMap((root) => [...root.querySelectorAll("*")]);
    const bad = all.filter((one) => (/^(img|iframe|object|embed|b|i|u)$/i.test(one.tagName) && !one.matches(".cm-widgetBuffer:not([src])")) || (one.tagName === "SCRIPT" && !one.src.endsWith("/studio.js")) || [...one.attributes].some((a) => /^on/i.test(a.name) || /^\s*javascript:/i.test(a.value)));
    return { pwned: window.pwned, bad: bad.map((one) => one.outerHTML.slice(0, 200)) };
  });
  assert.deepEqual(found, { pwned: undefined, bad: [] }, where);
};

for (const hash of [true, false]) {
  test(`a hostile plan, ${hash ? "by a link" : "typed"}`, async () => {
    const name = "<img src=x onerror=window.pwned=1>.plan";
    const page = await studio.page({ lang: "en-US", hash: hash ? await carrying([{ name, text: HOSTILE }]) : "" });
    if (!hash) await write(page, HOSTILE);
    await page.locator(".flow text", { hasText: "onerror" }).first().waitFor();
    for (const pane of ["flow", "timeline", "rehearse", "people", "cards"]) {
      await view(page, pane);
      await page.waitForTimeout(150);
      await clean(page, pane);
    }
    await view(page, "rehearse");
    if (await page.locator(".rehearse").count()) {
      await press(page, "signal <svg onload=window.pwned=1>");
      await press(page, "plus 3600000");
      await press(page, "drill");
      await page.fill("#dialog-input", `"}<img src=x onerror=window.pwned=1>`);
      await page.keyboard.press("Enter");
      await page.waitForTimeout(400);
      await clean(page, "drill");
    }
    for (const problem of await page.locator(".problem").all()) {
      await problem.click();
      await page.keyboard.press("F8");
      await page.keyboard.press("F1");
      await clean(page, await problem.innerText());
      await page.keyboard.press("Escape");
    }
    await page.close();
  });
}

test("markup that gets past the page is stopped by its policy", async () => {
  const page = await studio.page();
  const done = await page.evaluate(async () => {
    const blocked = [];
    document.addEventListener("securitypolicyviolation", (event) => blocked.push(event.effectiveDirective));
    document.body.insertAdjacentHTML("beforeend", `<img src="https://example.com/x.png"><p style="color:red" onclick="window.pwned=1" id="x">x</p>`);
    document.getElementById("x").click();
    const script = document.createElement("script");
    script.textContent = "window.pwned=1";
    document.body.append(script);
    await fetch("https://example.com/").catch(() => undefined);
    await new Promise((ready) => setTimeout(ready, 100));
    return { pwned: window.pwned, blocked: [...new Set(blocked)].sort() };
  });
  assert.deepEqual(done, { pwned: undefined, blocked: ["connect-src", "img-src", "script-src-attr", "script-src-elem", "style-src-attr"] });
  await page.close();
  studio.complaints = studio.complaints.filter((text) => !/Content Security Policy|Refused to|example\.com/.test(text));
});

test("scripts are at most 350 KiB gzipped; no markup is read from data", () => {
  const dist = new URL("../studio/dist/", import.meta.url);
  const scripts = readdirSync(dist).filter((name) => name.endsWith(".js"));
  const size = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, dist)), { level: 9 }).length, 0);
  console.log(`page scripts: ${(size / 1024).toFixed(0)} KiB gzipped`);
  assert.ok(size <= 350 * 1024, `${size}`);
  const source = new URL("../studio/src/", import.meta.url);
  for (const name of readdirSync(source, { recursive: true }).filter((one) => one.endsWith(".ts"))) {
    assert.doesNotMatch(readFileSync(new URL(name, source), "utf8"), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc\s*=/, name);
  }
});

test("nothing was complained of", () => assert.deepEqual(studio.complaints, []));
