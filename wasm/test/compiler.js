// What the tests of the compiler share: the plans, the command, and a place in a text.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Studio } from "../pkg/node/preplan_wasm.js";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const preplan = process.env.PREPLAN;
if (!preplan) throw new Error("PREPLAN names the command: run wasm/test.sh");

/** A Sunday on which some reviews of the plans are overdue and others are not. */
export const TODAY = "2026-11-22";

/** A folder for what the command reads. */
export const folder = mkdtempSync(join(tmpdir(), "preplan-"));

/** What the command prints, whatever its status is. */
export function command(lang, ...args) {
  const { stdout, stderr, status } = spawnSync(preplan, ["--lang", lang, "--as-of", TODAY, "--color", "never", ...args], { cwd: root, maxBuffer: 1 << 28 });
  if (status === null || status > 1) throw new Error(`preplan ${args.join(" ")}: ${stderr}`);
  return stdout;
}

function walk(path) {
  const entries = readdirSync(join(root, path), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => (entry.isDirectory() ? walk(`${path}/${entry.name}`) : entry.name.endsWith(".plan") ? [`${path}/${entry.name}`] : []));
}

/** Every plan file, by its path from the root. */
export const files = walk("plans").sort();

export const text = (file) => readFileSync(join(root, file), "utf8");

/** A file and all it uses. */
export function used(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  const folder = file.slice(0, file.lastIndexOf("/"));
  for (const [, path] of text(file).matchAll(/^(?:use|引用) "([^"]+)"/gm)) used(join(folder, path), seen);
  return seen;
}

/** A studio with these files open. */
export function studio(lang, names) {
  const studio = new Studio(lang, TODAY);
  for (const name of names) studio.open(name, text(name));
  return studio;
}

/** Where the `nth` occurrence of a word begins, in UTF-16. */
export function place(text, word, nth = 0) {
  let at = -1;
  for (let i = 0; i <= nth; i++) at = text.indexOf(word, at + 1);
  if (at < 0) throw new Error(`no ${word}`);
  const before = text.slice(0, at).split("\n");
  return { line: before.length - 1, character: before.at(-1).length };
}

/** The text under a range, in UTF-16. */
export function under(text, { start, end }) {
  const starts = [0];
  for (let i = 0; i < text.length; i++) if (text[i] === "\n") starts.push(i + 1);
  return text.slice(starts[start.line] + start.character, starts[end.line] + end.character);
}

/** A text after edits. */
export function edited(text, edits) {
  const starts = [0];
  for (let i = 0; i < text.length; i++) if (text[i] === "\n") starts.push(i + 1);
  const at = ({ line, character }) => starts[line] + character;
  const last = [...edits].sort((a, b) => at(b.range.start) - at(a.range.start));
  return last.reduce((whole, { range, newText }) => whole.slice(0, at(range.start)) + newText + whole.slice(at(range.end)), text);
}

/** Answers of the language server, which is asked once and then ends. */
export function server(lang, uri, text, requests) {
  const messages = [
    { id: 0, method: "initialize", params: { locale: lang, capabilities: capabilities } },
    { method: "initialized", params: {} },
    { method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "preplan", version: 1, text } } },
    ...requests.map(([method, params], i) => ({ id: i + 1, method, params: { textDocument: { uri }, ...params } })),
    { id: requests.length + 1, method: "shutdown" },
    { method: "exit" },
  ];
  const input = messages.map((message) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  });
  let output = execFileSync(preplan, ["--lang", lang, "--as-of", TODAY, "lsp"], { input: input.join(""), maxBuffer: 1 << 28 });
  const answers = [];
  while (output.length > 0) {
    const head = output.indexOf("\r\n\r\n");
    const length = Number(/Content-Length: (\d+)/.exec(output.subarray(0, head).toString())[1]);
    const message = JSON.parse(output.subarray(head + 4, head + 4 + length).toString());
    if (message.id > 0 && message.id <= requests.length && !message.method) answers[message.id - 1] = message.result ?? null;
    output = output.subarray(head + 4 + length);
  }
  return answers;
}

const capabilities = {
  textDocument: { completion: { completionItem: { snippetSupport: true } }, documentSymbol: { hierarchicalDocumentSymbolSupport: true } },
  window: { showDocument: { support: true } },
};
