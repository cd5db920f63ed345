// Begins: the compiler, the plans at hand, what was open last or what the address carries.

import { App } from "./app";
import { Compiler } from "./compiler";
import { say } from "./dialog";
import { h } from "./dom";
import { kept } from "./files/keep";
import { unpack } from "./files/link";
import { Store } from "./store";
import { speak, t } from "./texts";
import type { Lang, PlanFile } from "./types";

const FIRST = "plans/revised/cc-hotline.plan";

async function begin(): Promise<void> {
  const { kept: before, fresh } = kept();
  const own: Lang = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
  const lang: Lang = before?.lang === "zh" || before?.lang === "en" ? before.lang : own;
  speak(lang);
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  const waiting = h("p", { class: "waiting", role: "status" }, t("loading"));
  document.body.replaceChildren(h("main", {}, waiting));
  const [compiler, examples] = await Promise.all([Compiler.load(lang), fetch("examples.json").then((answer) => answer.json() as Promise<PlanFile[]>)]).catch((error: unknown) => {
    waiting.textContent = t("failed");
    throw error;
  });
  const store = new Store(compiler);
  store.lang = lang;
  store.examples = examples;
  if (before?.theme === "light" || before?.theme === "dark") store.theme = before.theme;
  const app = new App(store);
  app.draw();
  window.addEventListener("hashchange", () => location.reload());
  if (fresh) {
    const found = await unpack(location.hash).catch(() => undefined);
    if (found) return app.open(found.files, found.active);
    say(t("linkBad"));
    history.replaceState(null, "", location.pathname);
  }
  if (before && before.files.length > 0) app.open(before.files, before.active);
  else app.open(app.files.withUsed(FIRST), FIRST);
}

void begin();
