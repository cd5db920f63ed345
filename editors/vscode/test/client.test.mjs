// The bundle, run without VS Code: `vscode` is a stub, the server a script that writes down what reaches it.
// What only the editor can show (messages as they look, edits as they land) is not tested here.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { fileURLToPath } from "node:url";

const folder = mkdtempSync(join(tmpdir(), "preplan-client-"));
const log = join(folder, "log");
process.env.FAKE_LOG = log;
process.on("exit", () => rmSync(folder, { recursive: true }));
const server = fileURLToPath(new URL("fake-server.mjs", import.meta.url));

let settings = {};
let display = "en";
let complaints = [];
let answer;
let executed = [];
let listeners = [];
const commands = new Map();
const nothing = { dispose() {} };

/** Whatever else the client library reaches for: a class, a function without effect, an event that never comes. */
function rest(known = {}) {
  return new Proxy(known, {
    get: (object, name) => (name in object ? object[name] : /^[A-Z]/.test(String(name)) ? class {} : () => nothing),
  });
}

class EventEmitter {
  event = () => nothing;
  fire() {}
  dispose() {}
}

const vscode = rest({
  EventEmitter,
  version: "1.91.0",
  env: { language: undefined, appName: "test", remoteName: undefined },
  l10n: { t: (text, ...args) => text.replace(/\{(\d)\}/g, (_, i) => args[i]) },
  commands: rest({ registerCommand: (name, run) => (commands.set(name, run), nothing), executeCommand: async (...call) => void executed.push(call) }),
  languages: rest(),
  window: rest({
    createOutputChannel: () => rest({ error: (message) => void complaints.push(message) }),
    showErrorMessage: async (message) => (complaints.push(message), answer),
    visibleTextEditors: [],
    tabGroups: rest({ all: [] }),
  }),
  workspace: rest({
    textDocuments: [],
    notebookDocuments: [],
    workspaceFolders: undefined,
    getConfiguration: (section) => ({ get: (name, otherwise) => (section === "preplan" ? settings[name] : undefined) ?? otherwise }),
    onDidChangeConfiguration: (run) => (listeners.push(run), nothing),
  }),
});
Object.defineProperty(vscode.env, "language", { get: () => display });

const load = Module._load;
Module._load = (name, ...args) => (name === "vscode" ? vscode : load(name, ...args));
const extension = createRequire(import.meta.url)("../dist/extension.js");

const seen = () => readFileSync(log, { encoding: "utf8", flag: "a+" }).trim().split("\n").filter(Boolean).map((l) => JSON.parse(l));
const change = (setting) => listeners.forEach((run) => run({ affectsConfiguration: (name) => name === setting }));
const calls = () => seen().flatMap((entry) => (entry.args ? [entry.args] : []));

const count = (method) => seen().filter((entry) => entry.method === method).length;

/** Stops the client, and waits until the last server has written that it goes. */
async function deactivate() {
  await extension.deactivate();
  while (count("exit") < calls().length) {
    await new Promise((wake) => setTimeout(wake, 10));
  }
}

async function activate(now) {
  settings = now;
  await extension.activate({ subscriptions: [] });
}

afterEach(async () => {
  await deactivate();
  rmSync(log, { force: true });
  complaints = [];
  answer = undefined;
  executed = [];
  vscode.env.remoteName = undefined;
  listeners = [];
  display = "en";
});

test("starts the command that is set, and greets the server", async () => {
  await activate({ path: server, language: "auto" });
  await deactivate();
  assert.deepEqual(calls(), [["lsp", "--lang", "en"]]);
  const methods = seen().flatMap((entry) => entry.method ?? []);
  assert.deepEqual(methods.slice(0, 2), ["initialize", "initialized"]);
  assert.deepEqual(methods.slice(-2), ["shutdown", "exit"]);
  const { capabilities } = seen().find((entry) => entry.method === "initialize");
  assert.equal(capabilities.workspace.workspaceEdit.snippetEditSupport, true);
  assert.ok(capabilities.textDocument.diagnostic);
  assert.deepEqual(complaints, []);
});

test("messages follow the display language, unless one is set", async () => {
  display = "zh-cn";
  await activate({ path: server, language: "auto" });
  await activate({ path: server, language: "en" });
  await deactivate();
  assert.deepEqual(calls().map((args) => args[2]), ["zh", "en"]);
});

test("starts again when asked, and when its settings change", async () => {
  await activate({ path: server, language: "en" });
  await commands.get("preplan.restart")();
  settings = { path: server, language: "zh" };
  change("editor.tabSize");
  change("preplan.language");
  await deactivate();
  assert.deepEqual(calls().map((args) => args[2]), ["en", "en", "zh"]);
  assert.equal(count("exit"), 3);
});

test("says so when the command is missing", async () => {
  await activate({ path: join(folder, "no-such-command") });
  assert.equal(complaints.length, 1);
  assert.match(complaints[0], /no-such-command` was not found/);
  assert.deepEqual(calls(), []);
});

test("leads to the setting of the path where the window shows it", async () => {
  answer = "Set the path";
  for (vscode.env.remoteName of [undefined, "ssh-remote"]) {
    await activate({ path: join(folder, "no-such-command") });
    await new Promise((wake) => setTimeout(wake));
  }
  const query = { query: "preplan.path" };
  assert.deepEqual(executed, [["workbench.action.openSettings", query], ["workbench.action.openRemoteSettings", query]]);
});

test("every run-time text has its translation", () => {
  const source = readFileSync(new URL("../src/extension.ts", import.meta.url), "utf8");
  const texts = [...source.matchAll(/l10n\.t\(\s*"([^"]+)"/g)].map(([, text]) => text);
  const read = (path) => Object.keys(JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"))).sort();
  assert.deepEqual(texts.sort(), read("../l10n/bundle.l10n.zh-cn.json"));
  assert.deepEqual(read("../package.nls.json"), read("../package.nls.zh-cn.json"));
  const used = [...readFileSync(new URL("../package.json", import.meta.url), "utf8").matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
  assert.deepEqual([...new Set(used)].sort(), read("../package.nls.json"));
});
