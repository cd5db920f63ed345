// The studio: typing, fixing, rehearsing, downloading, without a network.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { load } from "../runtime/preplan.js";
import { root } from "./plans.js";
import { Browser, carrying, choose, press, text, view, write } from "./page.js";

const FIRE = `plan shop "Shop" { region CN }
role lead "shift lead" { phone "8001" }
signal fire "fire seen" {
  hazard fire
  reported by anyone
}
procedure fire-response "Fire" {
  start when fire
  owner lead
  step alarm { anyone must call "110" within 1m else escalate to lead }
  finish when done alarm approved by lead
}
`;
const HOTLINE = "plans/revised/cc-hotline.plan";
let studio;

before(async () => (studio = await Browser.start()));
after(() => studio.stop());

test("a plan that calls 110 for a fire: the finding under the words, its text, its fix", async () => {
  const page = await studio.page({ lang: "en-US" });
  await write(page, FIRE);
  const wrong = page.locator(".cm-lintRange-error", { hasText: "110" });
  await wrong.waitFor();
  await wrong.first().hover();
  const card = page.locator(".cm-tooltip .finding", { hasText: "P401" });
  await card.waitFor();
  assert.match(await card.innerText(), /wrong-emergency-number/);
  assert.match(await card.innerText(), /Why it matters/);
  assert.match(await page.locator(".problem", { hasText: "P401" }).innerText(), /line 10/);
  await card.locator("button.main").first().click();
  await page.locator(".cm-line", { hasText: 'call "119"' }).waitFor();
  await wrong.waitFor({ state: "detached" });
  await page.locator(".problem", { hasText: "P401" }).waitFor({ state: "detached" });
  await page.close();
});

test("the revised hotline plan is rehearsed to its finish and close, without a network, and kept as a drill that passes", async () => {
  const page = await studio.page();
  await page.context().setOffline(true);
  const seen = studio.requests.length;
  await choose(page, "火灾处置");
  await view(page, "rehearse");
  await press(page, "signal 发现火情");
  await page.locator("summary", { hasText: "共" }).click();
  await press(page, "away 值班组长");
  await press(page, "next");
  const log = page.locator(".log");
  await log.locator("li", { hasText: "升级至 公司值班领导" }).locator(".number", { hasText: "8031" }).waitFor();
  await log.locator("li", { hasText: "报警 超时" }).waitFor();
  await press(page, "undo");
  await press(page, "begin");
  await press(page, "signal 发现火情");
  for (const step of ["报警", "通知主管"]) await press(page, `done 火灾处置 ${step}`);
  await log.locator("li", { hasText: "拨打 消防救援" }).locator(".number", { hasText: "119" }).waitFor();
  await press(page, "plus 300000");
  await press(page, "done 火灾处置 撤离");
  await press(page, "done 火灾处置 清点");
  await press(page, "signal 火已扑灭");
  await press(page, "approve 值班组长");
  await press(page, "approve 中心经理");
  await page.locator(".state.is-finished").waitFor();
  await press(page, "done 火灾处置 复盘");
  await page.locator(".state.is-closed").waitFor();
  await press(page, "drill");
  await page.fill("#dialog-input", "在页面上走过一遍");
  await page.keyboard.press("Enter");
  await page.locator(".problem-head .count.error", { hasText: "0" }).waitFor();
  const files = await text(page);
  const saved = files.find((file) => file.name === HOTLINE).text;
  assert.match(saved, /推演 "在页面上走过一遍" 针对 火灾处置 \{\n {2}在 0分钟 发出 发现火情/);
  assert.equal(studio.requests.length, seen, "nothing was asked of the network");
  assert.equal(await page.locator(".problem").count(), 0, "the plan with its new drill has no findings");
  await page.close();
});

test("a gauge, a stand-in who agrees, and a text that changes under the rehearsal", async () => {
  const page = await studio.page();
  await choose(page, "呼入量异常处置");
  await view(page, "rehearse");
  await page.fill('[data-key="value 接通率"]', "70%");
  await press(page, "set 接通率");
  await page.locator(".badge", { hasText: "70%" }).waitFor();
  await press(page, "next");
  await page.locator(".state.is-active").waitFor();
  assert.equal(await page.locator(".clock strong").innerText(), "0:10:00");
  await choose(page, "火灾处置");
  await page.locator(".state.is-idle").waitFor();
  await press(page, "signal 发现火情");
  await page.locator("summary", { hasText: "共" }).click();
  await press(page, "away 中心经理");
  await page.locator("li", { hasText: "中心经理" }).locator(".sub", { hasText: "由 中心副经理 代行" }).first().waitFor();
  for (const step of ["撤离", "清点"]) await press(page, `done 火灾处置 ${step}`);
  await press(page, "signal 火已扑灭");
  await press(page, "approve 值班组长");
  await press(page, "approve 中心经理");
  await page.locator(".state.is-finished").waitFor();
  await page.locator(".log li", { hasText: "中心副经理 同意" }).waitFor();
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText("// 改过\n");
  await page.locator(".toast", { hasText: "按新文本重放" }).waitFor();
  await page.locator(".state.is-finished").waitFor();
  await page.keyboard.insertText("角色 {");
  await page.locator(".empty", { hasText: "有错误" }).waitFor();
  await page.close();
});

test("languages: the page, its findings, the keywords of the text", async () => {
  const page = await studio.page({ lang: "en-US", hash: await carrying([{ name: "shop.plan", text: FIRE }]) });
  await page.locator(".problem", { hasText: "110" }).first().waitFor();
  await page.click("#language");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
  assert.equal(await page.locator("#tab-flow").innerText(), "流程");
  await page.locator(".problem", { hasText: "火" }).first().waitFor();
  await page.locator("summary", { hasText: "文本" }).click();
  await page.getByRole("button", { name: "中文关键字" }).click();
  await page.locator(".cm-line", { hasText: "处置 fire-response" }).waitFor();
  await page.locator(".cm-content .k-keyword", { hasText: "处置" }).first().waitFor();
  await page.click("#language");
  await page.locator("#tab-flow", { hasText: "Flow" }).waitFor();
  await page.close();
});

test("a module that was downloaded runs, and the JSON is that of the command", async () => {
  const page = await studio.page();
  const got = async (label) => {
    await page.locator("summary", { hasText: "文件" }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: label }).click()]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  const module = await got("下载模块");
  assert.equal(module.name, "cc-hotline.wasm");
  const plan = await load(module.bytes);
  plan.start("火灾处置");
  assert.ok(plan.raise("发现火情").some((effect) => effect.due === "报警"));
  const json = await got("下载 JSON");
  const out = execFileSync(process.env.PREPLAN, ["compile", HOTLINE], { cwd: root, maxBuffer: 1 << 26 });
  assert.ok(json.bytes.equals(out), "the same bytes");
  assert.ok((await got("保存文本")).bytes.equals(readFileSync(new URL(HOTLINE, `file://${root}`))));
  await page.close();
});

for (const lang of ["en", "zh"]) {
  test(`findings of the page are those of the command, for every plan (${lang})`, async () => {
    const out = spawnSync(process.env.PREPLAN, ["check", "--lang", lang, "--format", "json", "plans"], { cwd: root, maxBuffer: 1 << 28, encoding: "utf8" });
    const wanted = JSON.parse(out.stdout).diagnostics.map((d) => `${d.file}:${d.range.start.line} ${d.rule} ${d.severity} ${d.message.replaceAll("`", "")}`);
    const files = await (await fetch(`${studio.server.url}examples.json`)).json();
    assert.equal(files.length, 27);
    const page = await studio.page({ lang, hash: await carrying(files) });
    await page.locator(".problem-scroll > button").click();
    const found = await page.locator(".problem").evaluateAll((all) =>
      all.map((one) => {
        const [code, line] = [/^P\d+/, /\d+(?=\D*$)/].map((form) => form.exec(one.querySelector(".where").textContent)[0]);
        const severity = { note: "info" }[one.classList[1]] ?? one.classList[1];
        return `${one.title}:${line} ${code} ${severity} ${one.querySelector(".grow").textContent}`;
      }),
    );
    assert.ok(wanted.length > 1000, `${wanted.length} findings`);
    assert.deepEqual(found, wanted);
    await page.close();
  });
}

test("a link carries the plans there and back", async () => {
  const files = [{ name: "a/one.plan", text: `use "two.plan"\n${FIRE}` }, { name: "a/two.plan", text: "// “两” <b>二</b> \u{1F525}\n" }];
  const page = await studio.page({ lang: "en-US", hash: await carrying(files, "a/two.plan") });
  await page.locator(".file-tabs .current", { hasText: "two.plan" }).waitFor();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.locator("summary", { hasText: "Files" }).click();
  await page.getByRole("button", { name: "Copy a link" }).click();
  await page.locator(".toast", { hasText: "copied" }).waitFor();
  const { hash } = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText("// more");
  assert.match((await text(page))[1].text, /more$/);
  await page.reload();
  await page.locator(".cm-line", { hasText: "// more" }).waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem("preplan-studio")), null, "what a link brings takes no other plan's place");
  await page.close();
  const other = await studio.page({ lang: "en-US", hash });
  assert.deepEqual(await text(other), files);
  await other.close();
  const broken = await studio.page({ lang: "en-US", hash: "#plan=AAAA" });
  await broken.locator(".toast", { hasText: "link" }).waitFor();
  await broken.close();
});

test("nothing was complained of", () => assert.deepEqual(studio.complaints, []));
