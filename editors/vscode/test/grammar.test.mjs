// The highlighting, as VS Code's own engine sees it.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

const require = createRequire(import.meta.url);
const { INITIAL, Registry, parseRawGrammar } = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");

const path = new URL("../syntaxes/preplan.tmLanguage.json", import.meta.url);
const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
const registry = new Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async () => parseRawGrammar(readFileSync(path, "utf8"), path.pathname),
});
const grammar = await registry.loadGrammar("source.preplan");

/** The tokens that are no blanks, each with its scopes inside `source.preplan`. */
function tokens(text) {
  let state = INITIAL;
  return text.split("\n").flatMap((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens
      .map((t) => ({ text: line.slice(t.startIndex, t.endIndex), scopes: t.scopes.slice(1).map((s) => s.replace(/\.preplan$/, "")) }))
      .filter((t) => t.text.trim() !== "");
  });
}

/** `[text, innermost scope]` of each token; names have no scope. */
function shown(text) {
  return tokens(text).map((t) => [t.text.trim(), t.scopes.at(-1) ?? ""]);
}

const act = "support.function.act";
const attribute = "entity.other.attribute-name";
const declaration = "storage.type.declaration";
const length = "constant.numeric.duration";
const limit = "keyword.control.limit";
const modal = "storage.modifier.modal";
const vocabulary = "constant.language.vocabulary";

/** `[text, scope, …]` as pairs. */
function pairs(...flat) {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}

test("a duty in both languages", () => {
  assert.deepEqual(
    shown("值班组长 应 通知 经理 限时 5分钟"),
    pairs("值班组长", "", "应", modal, "通知", act, "经理", "", "限时", limit, "5分钟", length),
  );
  assert.deepEqual(
    shown("lead must notify manager within 1h30m of start"),
    pairs("lead", "", "must", modal, "notify", act, "manager", "", "within", limit, "1h30m", length, "of", limit, "start", "keyword.control.procedure"),
  );
  assert.deepEqual(shown("限时\u30003个工作日"), pairs("限时", limit, "3个工作日", length));
});

test("a prohibition is more than a duty", () => {
  for (const text of ["lead must not call guard", "值班组长 不得 拨打 警卫"]) {
    const [, word] = tokens(text);
    assert.deepEqual(word.scopes, [`${modal}.must-not`], text);
  }
});

test("no word is found inside a name", () => {
  for (const name of ["应急办", "report-form", "fire-out", "must_not", "当班表", "in-person", "step-2", "每日例会", "a通知", "after1", "not-yet"]) {
    assert.deepEqual(shown(name), [[name, ""]]);
    assert.deepEqual(shown(`lead must notify ${name}`).at(-1), [name, ""]);
  }
});

test("phrases win over the words in them", () => {
  for (const [text, scope] of [
    ["in person", "constant.language.channel"],
    ["must not", `${modal}.must-not`],
    ["reports to", attribute],
    ["review  every", attribute],
    ["request approval of", act],
    ["any of", "variable.language.actor"],
    ["由重到轻", attribute],
    ["或者", "keyword.control.condition"],
  ]) {
    assert.deepEqual(shown(text), [[text, scope]]);
  }
});

test("a declaration and its name", () => {
  assert.deepEqual(shown('role lead "Lead" {').slice(0, 2), pairs("role", declaration, "lead", "entity.name.type"));
  assert.deepEqual(shown("处置 火灾处置 {").slice(0, 2), pairs("处置", declaration, "火灾处置", "entity.name.function"));
  assert.deepEqual(shown("role `24小时 值班` {").slice(0, 2), pairs("role", declaration, "`24小时 值班`", "entity.name.type"));
  assert.deepEqual(
    shown("然后 步骤 清点 待 撤离 {").slice(0, 4),
    pairs("然后", "keyword.control.procedure", "步骤", declaration, "清点", "entity.name.function", "待", "keyword.control.procedure"),
  );
  // A name may be a word of the language.
  assert.deepEqual(shown("step review {").slice(0, 2), pairs("step", declaration, "review", "entity.name.function"));
  assert.deepEqual(shown("start when fire step note { }").slice(2, 5), pairs("fire", "", "step", declaration, "note", "entity.name.function"));
  // What looks like a declaration and is none.
  assert.deepEqual(shown("report headcount to manager").slice(0, 2), pairs("report", act, "headcount", ""));
  assert.deepEqual(shown('类别 预案  待定 "原文未附"').slice(0, 3), pairs("类别", attribute, "预案", vocabulary, "待定", "invalid.unimplemented.todo"));
});

test("words of the vocabulary mean themselves after their attribute alone", () => {
  assert.deepEqual(shown("hazard fire, gas }"), pairs("hazard", attribute, "fire", vocabulary, ",", "punctuation.separator", "gas", vocabulary, "}", "punctuation.section.block.end"));
  assert.deepEqual(shown("灾种：火灾、抢劫"), pairs("灾种", attribute, "：", "punctuation.separator", "火灾", vocabulary, "、", "punctuation.separator", "抢劫", vocabulary));
  assert.deepEqual(shown("start when fire"), pairs("start", "keyword.control.procedure", "when", "keyword.control.procedure", "fire", ""));
});

test("a channel as attribute and as value", () => {
  assert.deepEqual(shown('phone "8001"')[0], ["phone", attribute]);
  assert.deepEqual(shown("by phone, 当面").filter(([, s]) => s.includes("channel")), pairs("phone", "constant.language.channel", "当面", "constant.language.channel"));
});

test("numbers", () => {
  assert.deepEqual(
    shown("2015-12-22 Mon..Fri 08:00-20:00"),
    pairs(
      "2015-12-22", "constant.numeric.date", "Mon", "constant.language.day", "..", "keyword.operator.range", "Fri", "constant.language.day",
      "08:00", "constant.numeric.clock", "-", "keyword.operator.range", "20:00", "constant.numeric.clock",
    ),
  );
  const quantity = "constant.numeric.quantity";
  const unit = "keyword.other.unit";
  assert.deepEqual(
    shown("2名 警卫 >= ３条 -5℃ 95% 7m..10m"),
    pairs("2", quantity, "名", unit, "警卫", "", ">=", "keyword.operator.comparison", "３", quantity, "条", unit, "-5", quantity, "℃", unit, "95", quantity, "%", unit, "7m", length, "..", "keyword.operator.range", "10m", length),
  );
});

test("texts and escapes", () => {
  const marks = ["punctuation.definition.string.begin", "punctuation.definition.string.end"];
  const escape = "constant.character.escape";
  const text = "string.quoted.double";
  assert.deepEqual(
    shown('"say \\"must\\"\\u{4E00}" must'),
    pairs('"', marks[0], "say", text, '\\"', escape, "must", text, '\\"', escape, "\\u{4E00}", escape, '"', marks[1], "must", modal),
  );
  assert.deepEqual(shown("“应 // 通知”"), pairs("“", marks[0], "应 // 通知", "string.quoted.other", "”", marks[1]));
  assert.deepEqual(shown('"\\q"')[1], ["\\q", "invalid.illegal.escape"]);
  // A text that is not closed ends with its line.
  assert.deepEqual(shown('note "open\nmust')[3], ["must", modal]);
});

test("comments", () => {
  assert.deepEqual(tokens("/// must 应")[0].scopes, ["comment.line.documentation"]);
  for (const text of ["// must", "//// must"]) {
    assert.deepEqual(tokens(text)[0].scopes, ["comment.line.double-slash"]);
  }
  assert.deepEqual(shown("/* must\n应 */ must").map(([, scope]) => scope), [...Array(4).fill("comment.block"), modal]);
});

test("full-width punctuation is read like its twin", () => {
  const scopes = (text) => shown(text).map(([, scope]) => scope);
  assert.deepEqual(scopes("角色 甲｛当班：白班，夜班；｝（）"), scopes("角色 甲{当班:白班,夜班;}()"));
});

test("the plans of the repository hold nothing that is shown as wrong", () => {
  const folders = ["as-written", "revised", "revised/roster"].map((name) => new URL(`../../../plans/${name}/`, import.meta.url));
  const plans = (folder) => readdirSync(folder).filter((name) => name.endsWith(".plan")).map((name) => new URL(name, folder));
  for (const file of folders.flatMap(plans)) {
    const wrong = tokens(readFileSync(file, "utf8")).filter((t) => t.scopes.some((s) => s.startsWith("invalid.illegal")));
    assert.deepEqual(wrong, [], file.pathname);
  }
});

test("words and indentation of the language configuration", () => {
  const { wordPattern, indentationRules, onEnterRules } = JSON.parse(readFileSync(new URL("../language-configuration.json", import.meta.url), "utf8"));
  const words = (text) => text.match(new RegExp(wordPattern.pattern, `${wordPattern.flags}g`));
  assert.deepEqual(words("值班组长 应 通知 fire-brigade，限时 5分钟"), ["值班组长", "应", "通知", "fire-brigade", "限时", "5分钟"]);
  const deeper = new RegExp(indentationRules.increaseIndentPattern);
  assert.deepEqual(["role a {", "角色 甲｛", "role a { }", 'note "{"', "start when fire"].map((line) => deeper.test(line)), [true, true, false, false, false]);
  const goesOn = new RegExp(onEnterRules[0].beforeText);
  assert.deepEqual(["  /// doc", "// no", "//// no"].map((line) => goesOn.test(line)), [true, false, false]);
});
