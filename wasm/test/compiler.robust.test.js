// Nothing that is typed, pasted or passed brings the compiler down.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Studio } from "../pkg/node/preplan_wasm.js";
import { TODAY, studio, text } from "./compiler.js";

const GOOD = "plans/revised/penghuwan.plan";
const before = studio("en", [GOOD]).report("json");
const timed = (what, work) => {
  const start = performance.now();
  const answer = work();
  console.log(`${what}: ${Math.round(performance.now() - start)} ms`);
  return answer;
};

/** The same instance still answers as before, for an old file and for a new one. */
function lives(page) {
  page.close("bad.plan");
  page.open(GOOD, text(GOOD));
  assert.equal(page.report("json"), before);
  const other = studio("en", [GOOD]);
  assert.equal(other.report("json"), before);
  other.free();
}

const HUGE = {
  "a line of 10 MB in a text": () => `procedure p { note "${"火".repeat(3_500_000)}" }`,
  "a line of 10 MB in a comment": () => `procedure p { } // ${"x".repeat(10_000_000)}`,
  "a line of 1 MB of words": () => `procedure p { ${"within ".repeat(150_000)}`,
  "a name of 10 MB": () => `procedure ${"p".repeat(10_000_000)} { }`,
  "more than can be read": () => "x".repeat(17 * 1024 * 1024),
  "broken UTF-16": () => "procedure \uD800 { step \uDC00\uD800 { } }",
  "broken UTF-16 in a text": () => 'procedure p "\uDFFF" { note "\uD800" owner',
  "a zero byte": () => "procedure \0 { \0 }",
  "100,000 open brackets {": () => "procedure p { ".repeat(100_000),
  "100,000 open brackets (": () => `procedure p { start when ${"(".repeat(100_000)}`,
  "100,000 open blocks": () => "{".repeat(100_000),
  "100,000 open quotation marks": () => `${"\"“「".repeat(33_333)}"`,
  "100,000 open comments": () => "/* ".repeat(100_000),
  "100,000 negations": () => `signal s procedure p { start when ${"not ".repeat(100_000)} s }`,
  "a chain of 50,000 and": () => `signal s procedure p { start when s ${"and s ".repeat(50_000)} }`,
  "a chain of 50,000 commas": () => `procedure p { owner a ${", a".repeat(50_000)} }`,
  "2,000 steps in an order": () => `procedure p { ${"then step s { } ".repeat(2_000)} }`,
};

for (const [name, make] of Object.entries(HUGE)) {
  test(`${name}: a finding, and the instance lives on`, () => {
    const page = studio("en", [GOOD]);
    page.open("bad.plan", make());
    const found = timed(name, () => page.check()).filter((f) => f.name === "bad.plan");
    assert.ok(found.length > 0 || name.includes("comment"), name);
    page.report();
    const somewhere = { line: 0, character: 30 };
    const at = { start: somewhere, end: { line: 0, character: 60 } };
    for (const ask of [
      () => page.complete("bad.plan", somewhere),
      () => page.hover("bad.plan", somewhere),
      () => page.signature("bad.plan", somewhere),
      () => page.definition("bad.plan", somewhere),
      () => page.actions("bad.plan", at),
      () => page.symbols("bad.plan"),
      () => page.folding("bad.plan"),
      () => page.semanticTokens("bad.plan"),
      () => page.format("bad.plan"),
      () => page.timeline("bad.plan"),
      () => page.week("bad.plan"),
    ]) {
      ask();
    }
    assert.throws(() => page.compile("bad.plan"), (error) => error.findings.length > 0);
    lives(page);
    page.free();
  });
}

test("brackets as deep as they may be are read on the stack of a browser", () => {
  const page = studio("en", [GOOD]);
  for (const depth of [10, 50, 64, 100, 128, 200, 256, 500, 1000, 5000]) {
    page.open("bad.plan", `signal s procedure p { start when ${"(".repeat(depth)}s${")".repeat(depth)} }`);
    assert.ok(page.check().length > 0);
    page.format("bad.plan");
    page.timeline("bad.plan");
  }
  lives(page);
});

test("wrong arguments are refused, and the instance lives on", () => {
  assert.throws(() => new Studio("fr", TODAY), /`en` or `zh`/);
  for (const date of ["", "today", "2026-02-30", "2026-11-22T00:00", "99999-1-1"]) assert.throws(() => new Studio("en", date), /a date is written/);
  const page = studio("en", [GOOD]);
  const wrong = [undefined, null, 5, "x", [], {}, { line: -1, character: 0 }, { line: 0 }, { line: 0.5, character: 0 }, { line: 2 ** 40, character: 0 }, { line: NaN, character: 0 }];
  for (const position of wrong) for (const ask of ["complete", "hover", "definition", "references"]) assert.throws(() => page[ask](GOOD, position), Error);
  for (const position of [{ line: 10_000_000, character: 0 }, { line: 0, character: 2 ** 32 - 1 }]) {
    page.complete(GOOD, position);
    page.hover(GOOD, position);
    page.actions(GOOD, { start: position, end: { line: 0, character: 0 } });
  }
  const circle = {};
  circle.at = circle;
  for (const event of [circle, { at: 5n }, Symbol("x")]) assert.throws(() => page.drill(GOOD, "t", "p", [event]), Error);
  assert.throws(() => page.translate(GOOD, "fr"), /`en` or `zh`/);
  assert.throws(() => page.report("xml"), /`plain` or `json`/);
  const [{ of }] = page.compile(GOOD).drills;
  const { refused } = page.simulate(GOOD, of, [{ at: "PT1M", raise: "__proto__" }, { at: "PT1M", toString: 1 }, { at: 5 }, {}, null, undefined, "x", { at: "PT1M", set: "x", to: {} }]);
  assert.deepEqual(refused.map((r) => r.index), [0, 1, 2, 3, 4, 5, 6, 7]);
  for (const name of ["", "__proto__", "constructor", "../../..", "x".repeat(100_000), "\uD800", "a\0b", "plan:%zz", "//a//b"]) {
    page.open(name, 'procedure p { owner "');
    page.check();
    page.close(name);
    page.close(name);
  }
  lives(page);
});

test("what was freed throws", () => {
  const page = studio("en", [GOOD]);
  page.free();
  assert.throws(() => page.check(), Error);
});
