// The page finds what the terminal finds.

import assert from "node:assert/strict";
import { test } from "node:test";
import { command, files, studio, text, under, used } from "./compiler.js";

const LANGS = ["en", "zh"];

/** Findings of the report in JSON in the shape of `check`. */
function asFindings(report) {
  const severity = { error: "error", warning: "warning", info: "note" };
  return JSON.parse(report).diagnostics.map(({ rule, name, severity: how, message, help, file, range, related, fix, cite }) => ({
    code: rule,
    rule: name,
    severity: severity[how],
    message,
    ...(help === null ? {} : { help }),
    name: file,
    range: utf16(file, range),
    labels: related.map((label) => ({ name: label.file, range: utf16(label.file, label.range), text: label.message })),
    ...(cite === null ? {} : { cite }),
    fixable: fix?.safe === true && fix.edits.length > 0,
  }));
}

const texts = new Map(files.map((file) => [file, text(file)]));

/** Columns in Unicode scalar values from 1 as columns in UTF-16 from 0. */
function utf16(file, { start, end }) {
  const lines = texts.get(file).replace(/^\uFEFF/, "").split("\n");
  const at = ({ line, column }) => ({ line: line - 1, character: [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length });
  return { start: at(start), end: at(end) };
}

const shown = ({ why, text, label, run, ...rest }) => rest;

test("every file of plans/ has the findings of the terminal, byte for byte", () => {
  let findings = 0;
  for (const lang of LANGS) {
    for (const file of files) {
      const page = studio(lang, [file]);
      for (const other of used(file)) if (other !== file) page.open(other, text(other));
      const terminal = command(lang, "check", ...used(file), "--format", "json").toString();
      assert.equal(page.report("json"), terminal, `${lang} ${file}`);
      assert.equal(page.report(), command(lang, "check", ...used(file), "--format", "plain").toString(), `${lang} ${file}`);
      assert.deepEqual(page.check().map(shown), asFindings(terminal), `${lang} ${file}`);
      findings += page.check().length;
      page.free();
    }
  }
  console.log(`${findings} findings of ${files.length} files, one by one, in two languages`);
  assert.ok(findings > 2000);
});

test("a file whose roster is not open has the finding that the terminal has without that roster", () => {
  const file = files.find((file) => used(file).size > 1);
  const page = studio("zh", [file]);
  assert.deepEqual(page.check().filter((f) => f.code === "P006").map((f) => under(text(file), f.range)), [...text(file).matchAll(/^(?:use|引用) ("[^"]+")/gm)].map((m) => m[1]));
  for (const other of used(file)) page.open(other, text(other));
  assert.equal(page.report("json"), command("zh", "check", ...used(file), "--format", "json").toString());
});

test("all files together have the findings of the terminal, in whatever order they are opened", () => {
  for (const lang of LANGS) {
    const terminal = command(lang, "check", "plans", "--format", "json").toString();
    const page = studio(lang, [...files].reverse());
    assert.equal(page.report("json"), terminal);
    assert.deepEqual(page.check().map(shown), asFindings(terminal));
    assert.equal(page.report(), command(lang, "check", "plans", "--format", "plain").toString());
    // One closed and opened again, one edited and edited back.
    page.close(files[3]);
    page.check();
    page.open(files[3], text(files[3]));
    page.open(files[5], "plan x");
    page.check();
    page.open(files[5], text(files[5]));
    assert.equal(page.report("json"), terminal);
    page.free();
  }
});

test("language and date change what is found and said", () => {
  const page = studio("en", files);
  page.setLang("zh");
  assert.equal(page.report("json"), command("zh", "check", "plans", "--format", "json").toString());
  const before = page.check().filter((f) => f.code === "P502" || /overdue/.test(f.rule)).length;
  page.setToday("2046-01-01");
  const after = page.check().filter((f) => f.code === "P502" || /overdue/.test(f.rule)).length;
  assert.ok(after > before, `${before} ${after}`);
});

test("rules and their pages are those of the command", () => {
  for (const lang of LANGS) {
    const page = studio(lang, []);
    const rules = JSON.parse(command(lang, "rules", "--format", "json").toString());
    assert.deepEqual(page.rules(), rules.map((rule) => ({ ...rule, severity: rule.severity === "info" ? "note" : rule.severity })));
    for (const { code, name } of rules) {
      const page_ = page.explain(code);
      assert.equal(page_, page.explain(name));
      assert.equal(page_, command(lang, "explain", code).toString());
    }
    assert.equal(page.explain("no-such-rule"), undefined);
  }
});
