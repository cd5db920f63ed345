// The loader in Node.js.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { Refused, iso, load, millis } from "../runtime/preplan.js";
import { differs, run } from "./drills.js";
import { module, revised } from "./plans.js";

const plans = await revised();

test("every drill of the revised plans does in Node.js what it does in the engine", async () => {
  let drills = 0;
  for (const { file, bytes, drills: all } of plans) {
    const compiled = await WebAssembly.compile(bytes);
    for (const { of, title, lines, effects } of all) {
      const plan = await load(compiled);
      assert.equal(differs(run(plan, lines, of), effects), undefined, `${file} ${title}`);
      drills += 1;
    }
  }
  assert.ok(drills >= 249, `${drills} drills`);
});

test("a kept state goes on where it was, and states of other plans are refused", async () => {
  const [{ drills, bytes }, other] = plans;
  const { of, lines, effects } = drills[0];
  for (let cut = 0; cut < lines.length; cut++) {
    const plan = await load(bytes);
    const first = run(plan, lines.slice(0, cut), of);
    const again = await load(bytes);
    again.restore(plan.save());
    assert.deepEqual(again.state(), plan.state());
    const rest = run({ ...bound(again), start: () => [] }, lines.slice(cut).map((line) => (line.done ? { ...line, of } : line)), of);
    assert.equal(differs([...first, ...rest], effects), undefined);
  }
  const plan = await load(bytes);
  const wrong = (await load(other.bytes)).save();
  for (const state of [wrong, new Uint8Array(), plan.save().fill(255)]) refused("wrong-state", () => plan.restore(state));
});

// Steps are named with their procedure: a restored plan does not know which one was started.
const bound = (plan) =>
  Object.fromEntries(["raise", "clear", "set", "approve", "unreachable", "advance"].map((name) => [name, (...values) => plan[name](...values)]).concat([["done", (step, at) => plan.done(step, at, plans[0].drills[0].of)]]));

function refused(reason, what) {
  assert.throws(what, (error) => error instanceof Refused && error.reason === reason, reason);
}

test("bad events are refused with a reason and change nothing", async () => {
  const { bytes } = plans.find((p) => p.file.includes("cc-hotline"));
  const plan = await load(bytes);
  const [signal] = plan.runbook.signals;
  const [gauge] = plan.runbook.gauges;
  const [post] = plan.runbook.posts;
  refused("not-begun", () => plan.raise(signal.name));
  refused("unknown", () => plan.start("nothing"));
  plan.start();
  plan.advance("PT5M");
  const before = plan.save();
  refused("begun", () => plan.start());
  for (const name of ["raise", "clear", "done", "approve", "unreachable"]) refused("unknown", () => plan[name]("nothing"));
  refused("in-the-past", () => plan.raise(signal.name, "PT4M"));
  for (const at of [-1, 0.5, NaN, Infinity, 2 ** 53]) refused("out-of-time", () => plan.raise(signal.name, at));
  refused("out-of-time", () => plan.advance("5 minutes"));
  refused("not-due", () => plan.done(plan.runbook.procedures[0].steps[0].name, plan.now, plan.runbook.procedures[0].name));
  refused("not-asked", () => plan.approve(post.name));
  refused("out-of-range", () => plan.set(gauge.name, gauge.unit === "time" ? 5 : "PT5M"));
  assert.deepEqual(plan.save(), before);
});

test("state() says what runs in the names of the plan", async () => {
  const { bytes } = plans.find((p) => p.file.includes("cc-hotline"));
  const plan = await load(bytes);
  const [procedure] = plan.runbook.procedures;
  plan.start(procedure.name);
  plan.raise(procedure.starts[0].when.logic.or[0].var.replace("signal.", ""), "PT1M");
  plan.advance("PT2H");
  const state = plan.state();
  assert.equal(state.now, 7_200_000);
  assert.equal(state.procedures[procedure.name].is, "active");
  assert.equal(state.procedures[procedure.name].started, 60_000);
  assert.deepEqual(state.procedures[procedure.name].steps[procedure.steps[0].name], { is: "due", due: 60_000, done: null });
  assert.equal(state.overdue[0].overdue, procedure.steps[0].name);
});

test("times are durations as preplan writes them", () => {
  for (const [ms, text] of [[0, "PT0S"], [90_000, "PT1M30S"], [1, "PT0.001S"], [61_050, "PT1M1.050S"], [86_400_000, "P1D"], [2 ** 53 - 1, "P104249991DT8H59M0.991S"]]) {
    assert.equal(iso(ms), text);
    assert.equal(millis(text), ms);
  }
  for (const text of ["", "P", "PT", "5M", "PT5", "P1DT", "PT1.5M", "PT1S1M"]) refused("out-of-time", () => millis(text));
  assert.equal(millis("P1M2W"), 30 * 86_400_000 + 14 * 86_400_000);
});

test("what would go on for ever is cut short, and can go on", async () => {
  const text = 'plan p { region CN }\nrole lead { phone "8001" reports to head }\nrole head { phone "8002" }\nsignal fire { reported by lead }\nprocedure p {\n  start when fire\n  owner lead\n  step ring { automatic every 1s }\n  finish when not fire approved by head\n}\n';
  const folder = mkdtempSync(join(tmpdir(), "preplan-"));
  writeFileSync(join(folder, "p.plan"), text);
  const plan = await load(module(join(folder, "p.plan")));
  rmSync(folder, { recursive: true });
  plan.start();
  plan.raise("fire");
  refused("more", () => plan.advance("P30000D"));
  const { now } = plan.state();
  assert.ok(now > 400_000_000 && now < 600_000_000, `${now}`);
  assert.ok(plan.advance(now + 10_000).length >= 18);
});

test("the loader and the module of the hotline are small", () => {
  const loader = gzipSync(readFileSync(new URL("../runtime/preplan.js", import.meta.url)), { level: 9 }).length;
  assert.ok(loader <= 4096, `${loader} bytes`);
});

test("what is no module is refused", async () => {
  await assert.rejects(load(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])), (e) => e instanceof Refused && e.reason === "no-runbook");
  await assert.rejects(load(new Uint8Array([1, 2, 3])), WebAssembly.CompileError);
  assert.ok(module("plans/revised/cc-hotline.plan").length > 0);
});
