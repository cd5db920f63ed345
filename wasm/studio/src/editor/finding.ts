// A finding in words: the same as on the terminal.

import { button, h } from "../dom";
import { t } from "../texts";
import type { Action, Finding, Range } from "../types";

export interface Offers {
  actions(finding: Finding): Action[];
  apply(action: Action): void;
  explain(rule: string): void;
  jump(to: { name: string; range: Range }): void;
}

/** Other places that are named at most; the report of the terminal names as many. */
const PLACES = 5;

/** Backticks of messages as code. */
export const coded = (text: string): (string | Node)[] => text.split(/`([^`]+)`/).map((part, at) => (at % 2 === 1 ? h("code", {}, part) : part));

/** What is wrong, why it matters, what to write instead, how it happens, and the fixes. */
export function described(finding: Finding, offers: Offers): HTMLElement {
  const { severity, message, code, rule, help, why, run, cite, label, labels } = finding;
  const fixes = offers.actions(finding);
  return h(
    "div",
    { class: "finding" },
    h("p", { class: "head" }, `${t(severity)}${t("gapOf", "", "")}`, coded(message), h("span", { class: "code" }, `${code} ${rule}`)),
    label && h("p", {}, coded(label)),
    run.length > 0 && [h("p", {}, `${t("run")}${t("gapOf", "", "")}`), h("ol", {}, run.map((line) => h("li", {}, coded(line))))],
    labels.length > 0 && h("ul", {}, labels.slice(0, PLACES).map((one) => h("li", {}, button(`${t("line", one.range.start.line + 1)}${one.text ? t("gapOf", "", one.text) : ""}`, () => offers.jump(one), { class: "place" })))),
    help && h("p", {}, h("strong", {}, `${t("help")}${t("gapOf", "", "")}`), coded(help)),
    why && h("p", {}, h("strong", {}, `${t("why")}${t("gapOf", "", "")}`), coded(why)),
    cite && h("p", {}, h("strong", {}, `${t("cite")}${t("gapOf", "", "")}`), cite),
    h(
      "div",
      { class: "acts" },
      fixes.map((fix) => h("button", { type: "button", class: fix.isPreferred ? "main" : null, onclick: () => offers.apply(fix) }, coded(fix.title))),
      button(t("explain"), () => offers.explain(finding.code)),
    ),
  );
}
