// The client of `preplan lsp`: finds the command, starts it, and starts it again when its settings change.

import { execFile, type ExecFileException } from "node:child_process";
import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

let client: LanguageClient | undefined;
let log: vscode.LogOutputChannel;
// One start or stop at a time: a client that is still starting cannot be stopped.
let turn: Promise<void> = Promise.resolve();

export function activate(context: vscode.ExtensionContext): Promise<void> {
  // One channel for all clients, so that a restart keeps what was logged.
  log = vscode.window.createOutputChannel("preplan", { log: true });
  const settings = ["preplan.path", "preplan.language"];
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand("preplan.restart", restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (settings.some((name) => change.affectsConfiguration(name))) {
        void restart();
      }
    }),
  );
  return restart();
}

export function deactivate(): Promise<void> {
  return next(stop);
}

function restart(): Promise<void> {
  return next(async () => {
    await stop();
    await start();
  });
}

function next(task: () => Promise<void>): Promise<void> {
  turn = turn.then(task).catch((error: unknown) => log.error(String(error)));
  return turn;
}

async function stop(): Promise<void> {
  const last = client;
  client = undefined;
  if (last?.needsStop()) {
    await last.stop();
  }
}

async function start(): Promise<void> {
  const settings = vscode.workspace.getConfiguration("preplan");
  const command = settings.get<string>("path")?.trim() || "preplan";
  const failure = await tryOut(command);
  if (failure) {
    void complain(command, failure);
    return;
  }
  client = new LanguageClient(
    "preplan",
    "preplan",
    { command, args: ["lsp", "--lang", language(settings.get<string>("language"))] },
    {
      documentSelector: [
        { language: "preplan", scheme: "file" },
        { language: "preplan", scheme: "untitled" },
      ],
      outputChannel: log,
    },
  );
  await client.start();
}

function language(setting: string | undefined): string {
  if (setting === "en" || setting === "zh") {
    return setting;
  }
  return vscode.env.language.startsWith("zh") ? "zh" : "en";
}

// Asked for its version first, because the client's own message would not say what to do.
function tryOut(command: string): Promise<ExecFileException | undefined> {
  return new Promise((resolve) => {
    execFile(command, ["--version"], (error) => resolve(error ?? undefined));
  });
}

async function complain(command: string, failure: ExecFileException): Promise<void> {
  const message =
    failure.code === "ENOENT"
      ? vscode.l10n.t("The command `{0}` was not found. Install preplan, or set the path of its program.", command)
      : vscode.l10n.t("The command `{0}` could not be run: {1}", command, failure.message);
  const setPath = vscode.l10n.t("Set the path");
  const tryAgain = vscode.l10n.t("Try again");
  const chosen = await vscode.window.showErrorMessage(message, setPath, tryAgain);
  if (chosen === setPath) {
    // In a remote window the path belongs to the remote machine: the settings of the user do not show it there.
    const settings = vscode.env.remoteName ? "workbench.action.openRemoteSettings" : "workbench.action.openSettings";
    await vscode.commands.executeCommand(settings, { query: "preplan.path" });
  } else if (chosen === tryAgain) {
    await restart();
  }
}
