// The page: its parts, and what makes each of them draw itself.

import { Assist } from "./assist";
import { fileTabs, head, tabs, type Commands } from "./chrome";
import { button, h, icon, ICONS, render } from "./dom";
import { edited } from "./edits";
import { PlanEditor } from "./editor/editor";
import { Files } from "./files/files";
import { keep } from "./files/keep";
import type { Jump, Pane, Store, Theme } from "./store";
import { speak, t } from "./texts";
import type { Edit, Lang, PlanFile } from "./types";
import { cards } from "./views/cards";
import { flow } from "./views/flow";
import { people } from "./views/people";
import { Problems } from "./views/problems";
import { RehearseView } from "./views/rehearse";
import { timeline } from "./views/timeline";

/** A check that takes longer than this waits for a pause; what is slower than findings always does. In milliseconds. */
const SLOW = 200;
const PAUSE = 300;
const NARROW = matchMedia("(max-width: 880px)");

export class App {
  readonly #top = h("header", { class: "top" });
  readonly #tabs = h("nav", { class: "tabs" });
  readonly #fileTabs = h("ul", { class: "file-tabs" });
  readonly #problems = h("section", { class: "problems" });
  readonly #bar = h("div", { class: "bar-row" });
  readonly #heading = h("h2", { class: "hidden" });
  readonly #panel = h("div", { class: "panel", id: "panel", role: "tabpanel", tabindex: "0" });
  readonly #view = h("section", { class: "view" });
  readonly #text = h("section", { class: "text", id: "text" });
  readonly #main = h("main", { class: "layout" });
  readonly #skip = h("a", { class: "skip", href: "#panel" });
  readonly #editor: PlanEditor;
  readonly files: Files;
  readonly #assist: Assist;
  readonly #list: Problems;
  readonly #rehearse: RehearseView;
  readonly #commands: Commands;
  #checkAt: number | undefined;
  #drawAt: number | undefined;
  #colourAt: number | undefined;
  #typedAt: number | undefined;
  #cost = 0;
  #wide = false;

  constructor(readonly store: Store) {
    const host = h("div", { class: "editor" });
    this.#editor = new PlanEditor(host, store.compiler, {
      changed: (text) => this.#changed(text),
      moved: () => this.#soon(PAUSE),
      actions: (finding) => this.#assist.fixesOf(finding),
      apply: (action) => this.#apply(action.edits),
      explain: (rule) => this.#assist.explain(rule),
      jump: (to) => this.jump(to),
      fixesHere: () => this.#assist.fixes(),
      explainHere: () => this.#assist.known(),
      definition: () => this.#assist.definition(),
      rename: () => this.#assist.rename(),
      format: () => this.#assist.format(),
    });
    this.#assist = new Assist(store, this.#editor, (edits) => this.#apply(edits), this.jump);
    this.files = new Files(store, (files, active) => this.open(files, active));
    this.#list = new Problems(store, this.jump);
    this.#rehearse = new RehearseView(store, this.jump, (edits) => this.#apply(edits), () => this.#showProblems());
    this.#commands = {
      lang: (lang) => this.lang(lang),
      theme: (theme) => this.theme(theme),
      pane: (pane, focus) => this.pane(pane, focus),
      activate: (name) => this.#activate(name),
      close: (name) => this.#close(name),
      format: () => this.#assist.format(),
      translate: (keywords) => this.#assist.replace(store.compiler.translate(store.active, keywords)),
      fixes: () => this.#assist.fixes(),
      explain: () => this.#assist.known(),
      definition: () => this.#assist.definition(),
      renameWord: () => this.#assist.rename(),
    };
    this.#skip.addEventListener("click", (event) => (event.preventDefault(), this.#panel.focus()));
    this.#text.append(this.#fileTabs, host, this.#problems);
    this.#view.append(this.#heading, this.#bar, this.#panel);
    this.#main.append(this.#text, this.#tabs, this.#view);
    document.body.replaceChildren(this.#skip, this.#top, this.#main);
    document.body.addEventListener("dragover", (event) => event.preventDefault());
    document.body.addEventListener("drop", (event) => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      void this.files.read([...event.dataTransfer.files]);
    });
    NARROW.addEventListener("change", () => this.pane(this.store.pane));
    new ResizeObserver(() => store.pane === "flow" && this.#soon()).observe(this.#panel);
  }

  /** Opens files beside those that are open, and looks at one. */
  open(files: PlanFile[], active: string): void {
    const { store } = this;
    for (const file of files) {
      store.files = [...store.files.filter((other) => other !== file && other.name !== file.name), file];
      store.compiler.open(file);
    }
    store.procedure = undefined;
    this.#activate(active);
  }

  #activate(name: string): void {
    const { store } = this;
    store.active = store.files.some((file) => file.name === name) ? name : (store.files[0]?.name ?? "");
    store.version += 1;
    this.#editor.open(store.file ?? { name: "", text: "" });
    this.draw();
    this.#check();
  }

  #close(name: string): void {
    const { store } = this;
    store.files = store.files.filter((file) => file.name !== name);
    store.compiler.close(name);
    this.#editor.forget(name);
    this.#activate(store.active);
  }

  #changed(text: string): void {
    const { file, compiler } = this.store;
    if (!file) return this.open([{ name: "plan.plan", text }], "plan.plan");
    this.#typedAt ??= performance.now();
    file.text = text;
    this.store.version += 1;
    clearTimeout(this.#checkAt);
    // What is asked next is asked of this text, checked or not.
    compiler.open(file);
    this.#checkAt = window.setTimeout(() => this.#check(), this.#cost > SLOW ? 200 : 0);
  }

  /** Checks all files; a check that takes long waits for a pause next time. */
  #check(): void {
    const { store } = this;
    const begun = performance.now();
    store.findings = store.compiler.check();
    this.#editor.mark(store.findings.filter((finding) => finding.name === store.active));
    this.#cost = performance.now() - begun;
    if (this.#typedAt !== undefined) performance.measure("keystroke to diagnostics", { start: this.#typedAt, end: performance.now() });
    const typing = this.#typedAt !== undefined;
    this.#typedAt = undefined;
    clearTimeout(this.#colourAt);
    this.#colourAt = window.setTimeout(() => {
      this.#editor.colour();
      this.#list.draw(this.#problems);
    }, typing ? 50 : 0);
    this.#soon(typing ? PAUSE : 50);
  }

  #soon(pause = 120): void {
    clearTimeout(this.#drawAt);
    this.#drawAt = window.setTimeout(() => {
      this.#follow();
      this.#drawView();
      const { files, active, lang, theme } = this.store;
      keep({ files, active, lang, theme });
    }, pause);
  }

  /** The procedure in which the cursor stands is looked at. */
  #follow(): void {
    const { store } = this;
    if (!this.#editor.view.hasFocus) return;
    const line = this.#editor.doc.lineAt(this.#editor.cursor).number;
    const here = store.outline?.procedures.filter(({ at }) => at.file === store.active && at.line <= line).at(-1);
    if (!here) return;
    const lines = store.file?.text.split("\n").slice(here.at.line, line - 1) ?? [];
    if (!lines.some((text) => /^[}｝]/.test(text))) store.procedure = here.name;
  }

  /** Draws everything but the editor. */
  draw(): void {
    const { store } = this;
    document.documentElement.lang = store.lang === "zh" ? "zh-CN" : "en";
    document.documentElement.dataset["theme"] = store.theme;
    document.title = store.active === "" ? "preplan 预案" : `${store.active.split("/").at(-1)} · preplan 预案`;
    this.#skip.textContent = t("skip");
    this.#text.setAttribute("aria-label", t("editor"));
    this.#problems.setAttribute("aria-label", t("problems"));
    this.#fileTabs.setAttribute("aria-label", t("files"));
    this.#view.setAttribute("aria-label", t("views"));
    this.#tabs.setAttribute("aria-label", t("views"));
    render(this.#top, head(store, this.files, this.#commands));
    render(this.#fileTabs, fileTabs(store, this.#commands));
    this.#main.classList.toggle("no-file", store.files.length === 0);
    this.pane(store.pane);
    this.#list.draw(this.#problems);
  }

  pane(pane: Pane, focus = false): void {
    const { store } = this;
    store.pane = pane === "text" && !NARROW.matches ? "flow" : pane;
    this.#main.dataset["pane"] = store.pane;
    this.#main.classList.toggle("wide", this.#wide);
    const wide = button("", () => ((this.#wide = !this.#wide), this.pane(store.pane)), { class: "quiet wide-toggle", "aria-pressed": String(this.#wide), "data-key": "wide" });
    wide.append(icon(ICONS.wide), t("wide"));
    render(this.#tabs, tabs(store, NARROW.matches, this.#commands), wide);
    this.#panel.setAttribute("aria-labelledby", `tab-${store.pane}`);
    this.#heading.textContent = t(store.pane);
    if (focus) document.getElementById(`tab-${store.pane}`)?.focus();
    this.#drawView();
  }

  #drawView(): void {
    const { store } = this;
    const panel = this.#panel;
    const procedures = store.outline?.procedures ?? [];
    const select = h("select", { id: "procedure", "data-key": "procedure", onchange: (event: Event) => ((store.procedure = (event.target as HTMLSelectElement).value), this.#drawView()) }, procedures.map((one) => h("option", { value: one.name, selected: one.name === store.chosen?.name }, one.title)));
    render(this.#bar, store.pane !== "people" && procedures.length > 0 && [h("label", { for: "procedure" }, t("procedure")), select]);
    panel.className = `panel is-${store.pane}`;
    if (store.pane === "text") return;
    if (store.files.length === 0) return render(panel, h("div", { class: "empty" }, h("p", {}, t("noFile")), h("p", {}, t("startHere")), h("div", { class: "row" }, button(t("examples"), () => this.files.examples(), { class: "main" }), button(t("newFile"), () => this.files.create()), button(t("openFiles"), () => this.files.choose()))));
    if (procedures.length === 0 && store.pane !== "people") return render(panel, h("div", { class: "empty" }, h("p", {}, t("noProcedure"))));
    if (store.pane === "flow") render(panel, flow(store, Math.max(280, panel.clientWidth - 34), this.jump));
    else if (store.pane === "timeline") render(panel, timeline(store, this.jump));
    else if (store.pane === "people") render(panel, people(store, this.jump));
    else if (store.pane === "cards") render(panel, cards(store));
    else void this.#rehearse.draw(panel);
  }

  readonly jump: Jump = (to) => {
    const { store } = this;
    const name = "file" in to ? to.file : to.name;
    if (name !== store.active) {
      const example = store.files.some((file) => file.name === name) ? undefined : store.examples.find((file) => file.name === name);
      if (example) this.open([{ ...example }], name);
      else this.#activate(name);
    }
    if (NARROW.matches) this.pane("text");
    if (this.#wide && !NARROW.matches) {
      this.#wide = false;
      this.pane(store.pane);
    }
    this.#editor.jump(to);
  };

  lang(lang: Lang): void {
    const { store } = this;
    store.lang = lang;
    speak(lang);
    store.compiler.lang = lang;
    this.#editor.retell();
    this.draw();
    this.#check();
    document.getElementById("language")?.focus();
  }

  theme(theme: Theme): void {
    this.store.theme = theme;
    document.documentElement.dataset["theme"] = theme;
    this.#soon();
  }

  #apply(edits: Edit[]): void {
    const { store } = this;
    for (const file of store.files) {
      const own = edits.filter((edit) => edit.name === file.name);
      if (own.length === 0) continue;
      if (file.name === store.active) this.#editor.edit(own);
      else {
        file.text = edited(file.text, own);
        store.compiler.open(file);
      }
    }
    if (edits.some((edit) => edit.name !== store.active)) this.#check();
  }

  #showProblems(): void {
    if (NARROW.matches) this.pane("text");
    this.#problems.querySelector<HTMLElement>(".problem")?.focus();
  }
}
