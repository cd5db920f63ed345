// What the views show: graphs that can be read, times, people, cards, files.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, carrying, choose, text, view } from "./page.js";

const LATE = `班次 白班 { 周一..周五 08:00-20:00 }
角色 值班组长 { 电话 "8001"  上报 经理  当班 白班 }
角色 经理 { 电话 "8003"  当班 白班 }
信号 断电 { 报告人 值班组长 }
处置 断电处置 "断电" {
  启动 当 断电
  负责人 值班组长
  步骤 发电 用时 7分钟..10分钟 { 自动 }
  步骤 撤离 待 发电 用时 2分钟..4分钟 {
    值班组长 应 执行 "组织人员撤离" 限时 5分钟 自 启动 否则 升级至 经理
  }
  升级至 经理 超过 2小时
  终止 当 完成 撤离 批准 经理
}
`;
let studio;

before(async () => (studio = await Browser.start()));
after(() => studio.stop());

/** Runs in the page: words that leave their box, boxes that cover one another, lines through boxes. */
function faults() {
  const wrong = [];
  const boxes = [...document.querySelectorAll(".flow .node")].map((node) => {
    const shape = node.querySelector(".shape").getBoundingClientRect();
    for (const word of node.querySelectorAll("text")) {
      const own = word.getBoundingClientRect();
      if (own.left < shape.left || own.right > shape.right - 2 || own.top < shape.top || own.bottom > shape.bottom + 1) wrong.push(`clipped: ${word.textContent}`);
    }
    return { name: node.getAttribute("aria-label").slice(0, 40), left: shape.left, right: shape.right, top: shape.top, bottom: shape.bottom };
  });
  boxes.forEach((a, at) => {
    for (const b of boxes.slice(at + 1)) if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) wrong.push(`${a.name} covers ${b.name}`);
  });
  const svg = document.querySelector(".flow");
  const { left, top } = svg.getBoundingClientRect();
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  for (const edge of svg.querySelectorAll(".edge")) {
    const length = edge.getTotalLength();
    for (let at = 0; at < length; at += 5) {
      const { x, y } = edge.getPointAtLength(at);
      const [px, py] = [left + x * scale, top + y * scale];
      const through = boxes.find((box) => px > box.left + 3 && px < box.right - 3 && py > box.top + 3 && py < box.bottom - 3);
      if (through) {
        wrong.push(`a line through ${through.name}`);
        break;
      }
    }
  }
  return { wrong, boxes: boxes.length };
}

for (const width of [1440, 360]) {
  test(`the flow of every procedure in plans/ can be read: nothing clipped, covered or crossed, at ${width} px`, async () => {
    const files = await (await fetch(`${studio.server.url}examples.json`)).json();
    const page = await studio.page({ width, hash: await carrying(files) });
    let [boxes, procedures] = [0, 0];
    for (const { name } of files) {
      await page.evaluate((name) => [...document.querySelectorAll(".file-tabs button")].find((one) => one.title === name).click(), name);
      const names = await page.locator("#procedure option").evaluateAll((all) => all.map((one) => one.value));
      for (const procedure of names) {
        await choose(page, procedure);
        const found = await page.evaluate(faults);
        assert.deepEqual(found.wrong, [], `${name} ${procedure}`);
        boxes += found.boxes;
        procedures += 1;
      }
    }
    console.log(`${procedures} procedures, ${boxes} boxes at ${width} px`);
    assert.ok(procedures > 200, `${procedures}`);
    await page.close();
  });
}

test("a limit that cannot be kept: red, with its chain, which leads to the text", async () => {
  const page = await studio.page({ hash: await carrying([{ name: "late.plan", text: LATE }]) });
  await view(page, "timeline");
  const verdict = page.locator(".verdict.impossible");
  await verdict.waitFor();
  assert.match(await verdict.innerText(), /发电 7分钟 \+ 撤离 2分钟 = 9分钟 > 5分钟/);
  assert.equal(await verdict.locator(".chain li").count(), 2);
  assert.match(await page.locator("tr.late").innerText(), /撤离/);
  await verdict.locator(".chain button").first().click();
  await page.locator(".cm-activeLine", { hasText: "步骤 发电" }).waitFor();
  await view(page, "flow");
  await page.locator(".n-escalation").click();
  await page.locator(".cm-activeLine", { hasText: "升级至 经理 超过 2小时" }).waitFor();
  await page.close();
});

test("people: the tree, and the hours that nobody covers", async () => {
  const page = await studio.page({ hash: await carrying([{ name: "late.plan", text: LATE }]) });
  await view(page, "people");
  assert.match(await page.locator(".tree > li > .person").innerText(), /经理/);
  assert.match(await page.locator(".tree ul .person").innerText(), /值班组长[\s\S]*8001/);
  assert.match(await page.locator(".weeks tr.late").first().innerText(), /断电[\s\S]*周一 20:00–周二 08:00[\s\S]*周五 20:00–周一 08:00$/);
  await page.close();
});

test("print: one card for each role, and nothing else", async () => {
  const page = await studio.page();
  await choose(page, "火灾处置");
  await view(page, "cards");
  const cards = await page.locator(".action-card h3").allInnerTexts();
  assert.ok(["值班组长", "呼叫中心主管", "中心经理", "任何人"].every((name) => cards.includes(name)), cards.join());
  assert.match(await page.locator(".action-card", { has: page.getByRole("heading", { name: "任何人" }) }).innerText(), /报警[\s\S]*限时 立即[\s\S]*消防救援[\s\S]*119/);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".top").isVisible(), false);
  assert.equal(await page.locator(".text").isVisible(), false);
  assert.equal(await page.locator(".action-card").first().isVisible(), true);
  await page.close();
});

test("files: opened from this machine, one that uses the other, renamed, closed, kept for the next time", async () => {
  const page = await studio.page({ lang: "en-US" });
  for (const name of ["cc-hotline", "call-centre"]) await page.getByRole("button", { name: `Close ${name}.plan` }).click();
  await page.locator(".empty", { hasText: "No file is open" }).waitFor();
  await page.locator("summary", { hasText: "Files" }).click();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.locator(".menu-list button", { hasText: "Open files" }).click()]);
  const file = (name, words) => ({ name, mimeType: "text/plain", buffer: Buffer.from(words) });
  await chooser.setFiles([file("main.plan", 'use "posts.plan"\nplan p { region CN }\nsignal s { reported by lead }\nprocedure f "First" { start when s owner lead step a { lead must do "x" within 1m } finish when done a approved by boss }\n'), file("posts.plan", 'role lead { phone "8001" reports to boss }\nrole boss { phone "8002" deputy lead }\n')]);
  await page.locator(".flow text", { hasText: 'must do "x"' }).waitFor();
  assert.equal(await page.locator(".problem", { hasText: "lead" }).filter({ hasText: "unknown" }).count(), 0);
  await page.getByRole("button", { name: "Close posts.plan" }).click();
  await page.locator(".problem.error", { hasText: "posts.plan" }).first().waitFor();
  const kept = await text(page);
  assert.deepEqual(kept.map((one) => one.name), ["main.plan"]);
  await page.reload();
  await page.locator(".file-tabs .current", { hasText: "main.plan" }).waitFor();
  await page.close();
});

test("nothing was complained of", () => assert.deepEqual(studio.complaints, []));
