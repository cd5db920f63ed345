// The list of what was found, worst first within each file as the terminal has it; each entry leads to its place.

import { button, h, icon, ICONS, render } from "../dom";
import { coded } from "../editor/finding";
import type { Jump, Store } from "../store";
import { t } from "../texts";
import type { Finding, Severity } from "../types";

const FIRST = 100;

export class Problems {
  #all = false;

  constructor(
    readonly store: Store,
    readonly jump: Jump,
  ) {}

  draw(container: HTMLElement): void {
    const { findings, files } = this.store;
    const count = (severity: Severity) => findings.filter((f) => f.severity === severity).length;
    const summary = h("p", { class: "counts", role: "status" }, (["error", "warning", "note"] as const).map((one) => h("span", { class: `count ${one}${count(one) === 0 ? " none" : ""}` }, icon(ICONS[one]), t(`${one}s`, count(one)))));
    const shown = this.#all ? findings : findings.slice(0, FIRST);
    const entry = (finding: Finding, at: number) => {
      const { severity, message, code, range, name } = finding;
      const where = `${files.length > 1 || name !== this.store.active ? `${name.split("/").at(-1)} ` : ""}${t("line", range.start.line + 1)}`;
      return h("li", {}, h("button", { type: "button", class: `problem ${severity}`, title: name, tabindex: at === 0 ? "0" : "-1", "data-key": `problem ${at}`, onclick: () => this.jump(finding) }, icon(ICONS[severity]), h("span", { class: "hidden" }, t(severity)), h("span", { class: "grow" }, coded(message)), h("span", { class: "where" }, `${code} · ${where}`)));
    };
    const list = h("ol", { class: "problem-list", onkeydown: (event: KeyboardEvent) => this.#walk(event) }, shown.map(entry));
    const more = shown.length < findings.length && button(t("showAll", findings.length), () => ((this.#all = true), this.draw(container)), { class: "quiet" });
    render(container, h("div", { class: "problem-head" }, h("h2", {}, t("problems")), summary), findings.length === 0 ? h("p", { class: "hint" }, this.store.files.length > 0 ? t("noProblems") : t("noFile")) : h("div", { class: "problem-scroll" }, list, more));
  }

  /** One stop of the Tab key; the arrows go on from there. */
  #walk(event: KeyboardEvent): void {
    const list = event.currentTarget as HTMLElement;
    const all = [...list.querySelectorAll<HTMLElement>("button")];
    const at = all.indexOf(event.target as HTMLElement);
    const step: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 };
    const next = all[step[event.key] ?? -1];
    if (!next) return;
    event.preventDefault();
    for (const one of all) one.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}
