// What a plan becomes in the page is what the command makes of it, byte for byte.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { iso, millis } from "../runtime/preplan.js";
import { types } from "../runbook-types.js";
import { TODAY, command, edited, files, folder, root, studio, text, used } from "./compiler.js";
import { trace } from "./drills.js";

const run = (lang, args, input) => spawnSync(process.env.PREPLAN, ["--lang", lang, "--as-of", TODAY, ...args], { cwd: root, input, maxBuffer: 1 << 28 });
const page = studio("en", files);
const revised = files.filter((f) => /^plans\/revised\/[^/]+$/.test(f));

test("runbooks, modules and timelines are those of the command, and so is what keeps a plan from being compiled", () => {
  let compiled = 0;
  for (const file of files) {
    const json = run("en", ["compile", file, "--format", "plain"]);
    assert.equal(page.timelineJson(file), command("en", "timeline", file, "--format", "json").toString(), file);
    assert.deepEqual(page.timeline(file), JSON.parse(page.timelineJson(file)));
    if (json.status === 0) {
      assert.equal(page.compileJson(file), json.stdout.toString(), file);
      assert.deepEqual(page.compile(file), JSON.parse(json.stdout.toString()), file);
      assert.deepEqual(page.outline(file), page.compile(file), file);
      assert.ok(run("en", ["compile", file, "--to", "wasm"]).stdout.equals(page.module(file)), file);
      compiled += 1;
    } else {
      assert.equal(page.outline(file).procedures.length, page.timeline(file).procedures.length, file);
      for (const method of ["compile", "compileJson", "module"]) {
        const alone = studio("en", used(file));
        const errors = alone.check().filter((f) => f.severity === "error");
        assert.throws(() => alone[method](file), (error) => {
          assert.ok(error instanceof Error && error.findings.length > 0 && error.findings.length <= errors.length, file);
          for (const finding of error.findings) assert.ok(json.stderr.toString().includes(finding.message.split("\n")[0]), finding.message);
          return true;
        });
        alone.free();
      }
    }
  }
  assert.ok(compiled >= 13, `${compiled} plans compiled`);
});

test("drills of the plans simulate as the command does, refusals included", () => {
  for (const file of revised.slice(0, 6)) {
    const [drill] = page.compile(file).drills;
    if (!drill) continue;
    const events = [...drill.events.map((e) => e.event), { at: "PT1M", done: "no such step" }, { at: "P2D" }, { at: "P3D", raise: "x", clear: "y" }, { at: "then" }];
    for (const lang of ["en", "zh"]) {
      page.setLang(lang);
      const trace = join(folder, "trace.jsonl");
      writeFileSync(trace, events.map((e) => JSON.stringify(e)).join("\n"));
      for (const procedure of [drill.of, undefined]) {
        const { stdout, stderr } = run(lang, ["simulate", file, ...(procedure ? ["--procedure", procedure] : []), "--trace", trace]);
        const { effects, refused } = page.simulate(file, procedure, events);
        assert.deepEqual(effects, stdout.toString().split("\n").filter(Boolean).map((line) => JSON.parse(line)));
        assert.equal(refused.map(({ index, reason }) => `preplan: line ${index + 1}: ${reason}\n`).join(""), stderr.toString());
        assert.ok(refused.length >= 2);
      }
    }
  }
  page.setLang("en");
  assert.throws(() => page.simulate("plans/revised/cc-hotline.plan", "nothing", []), /no procedure is called nothing/);
});

test("layout and translation are those of fmt", () => {
  for (const file of files) {
    const untidy = text(file).replaceAll("  ", " ").replaceAll("\n}", "}");
    page.open(file, untidy);
    assert.equal(page.format(file), run("en", ["fmt", "-"], untidy).stdout.toString(), file);
    for (const keywords of ["en", "zh"]) assert.equal(page.translate(file, keywords), run("en", ["fmt", "--keywords", keywords, "-"], untidy).stdout.toString());
    page.open(file, text(file));
  }
  page.open("broken.plan", "procedure {{{");
  assert.equal(page.format("broken.plan"), undefined);
  assert.equal(page.translate("broken.plan", "zh"), undefined);
  page.close("broken.plan");
});

test("a rehearsal becomes a drill that is laid out and passes", () => {
  let drills = 0;
  for (const file of revised) {
    const all = page.compile(file).drills;
    let whole = text(file);
    for (const drill of all) {
      let kept;
      try {
        kept = page.drill(file, `再演：${drill.title}`, drill.of, trace(drill, millis, iso));
      } catch (error) {
        // What a drill expects to be refused cannot be rehearsed.
        assert.match(error.message, /^event \d+: /);
        continue;
      }
      assert.equal(kept.edit.name, file);
      whole = edited(whole, [kept.edit]);
      assert.ok(whole.endsWith(kept.text), file);
      page.open(file, whole);
      drills += 1;
    }
    if (all.length === 0) continue;
    assert.equal(page.format(file), whole, `${file} is laid out`);
    assert.deepEqual(page.compile(file).drills.slice(all.length).map((d) => d.expectations.length > 0).filter((some) => !some), []);
    const copy = join(root, file.replace(/[^/]+$/, ".rehearsed.plan"));
    try {
      writeFileSync(copy, whole);
      const { status, stdout, stderr } = run("en", ["test", copy]);
      assert.equal(status, 0, `${file}\n${stdout}${stderr}`);
    } finally {
      spawnSync("rm", ["-f", copy]);
    }
    page.open(file, text(file));
  }
  assert.ok(drills >= 240, `${drills} drills`);
});

const ODD = `plan odd "Odd names" { region CN }
role \`not\` "Leader" { phone "8001" reports to boss }
role boss { phone "8002" }
service fire-brigade { for fire phone "119" }
signal \`raise\` "Fire" { reported by anyone hazard fire }
gauge load { unit "calls/min" }
gauge waited { unit time }
procedure \`of\` "Fire" {
  start when \`raise\` or load > 5.5calls/min or waited > 1h
  owner \`not\`
  step \`within\` {
    \`not\` must call fire-brigade within 5m
    \`not\` must call "119"
    \`not\` must notify everyone
  }
  then step tell { \`not\` must notify boss within 10m else escalate to boss }
  finish when done tell approved by boss
}
`;

test("odd names, odd times and odd titles are written so that they are read again", () => {
  const page = studio("en", []);
  page.open("odd.plan", ODD);
  const events = [
    { at: "PT0.4S", set: "load", to: 5.25 },
    { at: "PT1S", set: "waited", to: "PT1H30M" },
    { at: "PT1.001S", raise: "raise" },
    { at: "PT1M", done: "within", of: "of" },
    { at: "PT1M", unreachable: "not" },
    { at: "PT20M" },
    { at: "PT21M", done: "tell" },
    { at: "PT22M", approve: "boss" },
    { at: "P1D" },
  ];
  const title = 'say "no" \\ twice\n“引号” \u0007';
  const { text, edit } = page.drill("odd.plan", title, "of", events);
  const whole = edited(ODD, [edit]);
  page.open("odd.plan", whole);
  assert.equal(page.format("odd.plan").endsWith(text), true);
  const [drill] = page.compile("odd.plan").drills;
  assert.equal(drill.title, title);
  const at = { at: "PT1S" };
  assert.deepEqual(drill.events.map((e) => e.event), [{ ...at, set: "load", to: 5.25 }, { ...at, set: "waited", to: "PT1H30M" }, { at: "PT2S", raise: "raise" }, { at: "PT1M", done: "within" }, events[4], events[6], events[7]]);
  const file = join(folder, "odd.plan");
  writeFileSync(file, whole);
  const { status, stdout } = run("en", ["test", file]);
  assert.equal(status, 0, `${whole}\n${stdout}`);
  for (const words of ['called fire-brigade', 'called "119"', "notified everyone", "overdue tell", "escalated boss", "not overdue within", "finished"]) assert.ok(text.includes(words), `${words}\n${text}`);
  // In Chinese keywords the drill is Chinese.
  page.open("odd.plan", page.translate("odd.plan", "zh"));
  assert.match(page.drill("odd.plan", title, "of", events).text, /^推演 .* 针对 of \{\n {2}在 1秒 设定 load 为 5\.25calls\/min\n/);
  page.setLang("zh");
  assert.throws(() => page.drill("odd.plan", "", "of", [{ at: "PT1M", done: "tell" }]), /第 1 个事件：该步骤此刻尚未到期/);
  page.setLang("en");
  assert.throws(() => page.drill("odd.plan", "", "nothing", []), /no procedure is called nothing/);
  assert.throws(() => page.drill("odd.plan", "", "of", [{ at: "PT1M", unknown: 1 }]), /unknown field/);
});

test("the week has the hours that the plan's shifts cover, and the gaps of duty-gap", () => {
  const page = studio("en", []);
  const plan = `role a "A" { phone "1" on duty day reports to b }
role b "B" { phone "2" on duty night }
role c { phone "3" on duty odd }
shift day { Mon..Fri 08:00-20:00 }
shift night { Sun 22:00-06:00 }
shift odd { todo "hours" }
signal fire { reported by anyone }
procedure evacuation "Evacuation" { start when fire owner a step tell { b must notify everyone within 5m } finish when done tell }
`;
  page.open("week.plan", plan);
  const week = page.week("week.plan");
  const day = [0, 1, 2, 3, 4].map((d) => [d * 1440 + 480, d * 1440 + 1200]);
  assert.deepEqual(week.posts.map(({ post, kind, on }) => [post, kind, on]), [["a", "role", day], ["b", "role", [[0, 360], [6 * 1440 + 1320, 10080]]], ["c", "role", null]]);
  const says = page.check().filter((f) => f.rule === "duty-gap").map((f) => f.message);
  assert.equal(week.gaps.length + week.absences.length, says.filter((m) => !/has no hours/.test(m)).length, says.join("\n"));
  assert.deepEqual(week.gaps.map((g) => [g.procedure, g.owners]), [["evacuation", ["a"]]]);
  assert.equal(week.gaps[0].gaps[0][0], 360);
  assert.deepEqual(page.week("week.plan").posts[0].at, { file: "week.plan", line: 1, column: 1 });
});

test("the types of runbooks are those of the schema", () => {
  const schema = JSON.parse(command("en", "schema").toString());
  assert.equal(readFileSync(new URL("../src/runbook.d.ts", import.meta.url), "utf8"), types(schema), "run: preplan schema | node runbook-types.js > src/runbook.d.ts");
});
