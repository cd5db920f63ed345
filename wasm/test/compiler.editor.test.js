// What the page offers is what the language server answers; positions are UTF-16.

import assert from "node:assert/strict";
import { test } from "node:test";
import { edited, place, server, studio, text, under } from "./compiler.js";

const FILE = "plans/revised/school-generic.plan";
const URI = "file:///nowhere/plan.plan";

const HALF = `plan p "𝒳 预案" { region CN }
/// 𝒳𝒴 doc
role 值班组长 "𝒳 组长" { phone "8001" reports to 经理 }
role 经理 { phone "8002" }
service 消防 { for fire phone "110" }
signal 火情 "𝒳" { reported by anyone for fire }
procedure 疏散 "𝒳𝒳 疏散" {
  start when 火情
  owner 值班组长
  step 报警 { 值班组长 must call 消防 within 2m } // 𝒳𝒴𝒵
  step 上报 "𝒳" { 值班组长 must notify 
  finish when done 报警
}
`;

/** Every n-th place of a text. */
const places = (text, step) =>
  text.split("\n").flatMap((line, number) => {
    const columns = [];
    for (let character = number % step; character <= line.length; character += step) columns.push({ line: number, character });
    return columns;
  });

for (const [lang, name, whole, step] of [["zh", FILE, text(FILE), 83], ["en", "half.plan", HALF, 3]]) {
  test(`${name}: completion, hover, definition, references, actions, outline and colours are the server's`, () => {
    const page = studio(lang, []);
    page.open(name, whole);
    const all = places(whole, step);
    const range = (position) => ({ start: position, end: position });
    const asked = [
      ["textDocument/codeAction", { range: { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } }, context: { diagnostics: [], only: ["source.fixAll"] } }],
      ["textDocument/documentSymbol", {}],
      ["textDocument/semanticTokens/full", {}],
      ["textDocument/foldingRange", {}],
      ...all.flatMap((position) => [
        ["textDocument/completion", { position }],
        ["textDocument/hover", { position }],
        ["textDocument/definition", { position }],
        ["textDocument/references", { position, context: { includeDeclaration: true } }],
        ["textDocument/signatureHelp", { position }],
        ["textDocument/codeAction", { range: range(position), context: { diagnostics: [] } }],
      ]),
    ];
    const answers = server(lang, URI, whole, asked);
    const actions = (list) => (list ?? []).map(({ title, kind, edit, isPreferred }) => ({ title, kind, isPreferred: isPreferred ?? false, edits: (edit.changes?.[URI] ?? []).map((e) => ({ name, ...e })) }));
    const own = (list) => list.map(({ title, kind, isPreferred, edits }) => ({ title, kind, isPreferred, edits }));
    const locations = (answer) => [answer ?? []].flat().map(({ uri, range }) => (assert.equal(uri, URI), { name, range }));
    const [fixAll, symbols, tokens, folds, ...rest] = answers;
    assert.deepEqual(own(page.actions(name, asked[0][1].range, ["source.fixAll"])), actions(fixAll));
    assert.deepEqual(page.symbols(name), symbols);
    assert.deepEqual([...page.semanticTokens(name)], tokens.data);
    assert.deepEqual(page.folding(name), folds);
    const counts = [0, 0, 0, 0, 0, 0];
    all.forEach((position, i) => {
      const [completion, hover, definition, references, signature, code] = rest.slice(6 * i, 6 * i + 6);
      const where = JSON.stringify(position);
      assert.deepEqual(page.complete(name, position), completion?.items ?? [], where);
      assert.deepEqual(page.hover(name, position), hover, where);
      assert.deepEqual(page.definition(name, position), locations(definition), where);
      assert.deepEqual(page.references(name, position), locations(references), where);
      assert.deepEqual(page.signature(name, position), signature, where);
      assert.deepEqual(own(page.actions(name, range(position))), actions(code), where);
      [completion?.items, hover, definition, references, signature, code].forEach((answer, kind) => (counts[kind] += answer && (answer.length ?? 1) > 0 ? 1 : 0));
    });
    console.log(`${name}: ${all.length} places; completion, hover, definition, references, signature, actions at ${counts.join(", ")}`);
    counts.forEach((count) => assert.ok(count > 0));
  });
}

test("places behind Chinese and astral characters are counted in UTF-16", () => {
  const page = studio("en", []);
  page.open("half.plan", HALF);
  const wrong = page.check().filter((f) => f.name === "half.plan");
  for (const { range } of wrong) assert.equal(under(HALF, range).includes("\uFFFD"), false);
  const [number] = wrong.filter((f) => f.code === "P401");
  assert.equal(under(HALF, number.range), "110");
  assert.equal(number.fixable, true);
  const [fix] = page.actions("half.plan", number.range).filter((a) => a.isPreferred);
  const mended = edited(HALF, fix.edits);
  assert.equal(mended, HALF.replace("110", "119"));
  assert.deepEqual(fix.codes, ["P401"]);
  const comment = HALF.replace("within 2m }", "within 2m /* 𝒳𝒴𝒵 */ 值班组长 must notify 经理 }").replace("must notify \n", "must notify 值班组长 }\n");
  page.open("half.plan", comment);
  const [found] = page.definition("half.plan", place(comment, "经理", 2));
  assert.equal(under(comment, found.range), "经理");
  const edits = page.rename("half.plan", place(comment, "经理", 2), "𝒳总经理");
  assert.equal(edits.length, comment.split("经理").length - 1);
  assert.equal(edited(comment, edits), comment.replaceAll("经理", "𝒳总经理"));
  assert.throws(() => page.rename("half.plan", place(comment, "经理", 2), "值班组长"), (error) => error instanceof Error && error.message.length > 10 && !/undefined/.test(error.message));
});

test("names and edits lead from file to file", () => {
  const page = studio("en", []);
  const roster = 'role boss { phone "1" }\n';
  const plan = 'use "../名册 %20#?/roster.plan"\nprocedure p { owner boss step s { boss must notify mate } }\n';
  page.open("./plans/a.plan", plan);
  page.open("名册 %20#?/roster.plan", roster);
  assert.deepEqual(page.names(), ["plans/a.plan", "名册 %20#?/roster.plan"]);
  assert.equal(page.check().some((f) => f.code === "P006"), false);
  assert.deepEqual(page.definition("plans/a.plan", place(plan, "boss", 0)), [{ name: "名册 %20#?/roster.plan", range: { start: { line: 0, character: 5 }, end: { line: 0, character: 9 } } }]);
  const edits = page.rename("plans/a.plan", place(plan, "boss", 0), "chief");
  assert.deepEqual(edits.map((e) => e.name).sort(), ["plans/a.plan", "plans/a.plan", "名册 %20#?/roster.plan"]);
  const declare = page.actions("plans/a.plan", { start: place(plan, "mate"), end: place(plan, "mate") }).find((a) => a.edits[0].name !== "plans/a.plan");
  assert.ok(declare.edits[0].newText.includes("role mate"), JSON.stringify(declare));
  page.close("名册 %20#?/roster.plan");
  assert.equal(page.check().some((f) => f.code === "P006"), true);
  assert.throws(() => page.symbols("名册 %20#?/roster.plan"), /no open file is called/);
});
