// A finding in words: the same as on the terminal.

import { button, h } from "../dom";
import { t } from "../texts";
import type { Action, Finding } from "../types";

export interface Offers {
  actions(finding: Finding): Action[];
  apply(action: Action): void;
  explain(rule: string): void;
}

/** Backticks of messages as code. */
export const coded = (text: string): (string | Node)[] => text.split(/`([^`]+)`/).map((part, at) => (at % 2 === 1 ? h("code", {}, part) : part));

/** What is wrong, why it matters, what to write instead, how it happens, and the fixes. */
export function described(finding: Finding, offers: Offers): HTMLElement {
  const { severity, message, code, rule, help, why, run, cite, label } = finding;
  const fixes = offers.actions(finding);
  return h(
    "div",
    { class: "finding" },
    h("p", { class: "head" }, `${t(severity)}${t("gapOf", "", "")}`, coded(message), h("span", { class: "code" }, `${code} ${rule}`)),
    label && h("p", {}, coded(label)),
    run.length > 0 && [h("p", {}, `${t("run")}${t("gapOf", "", "")}`), h("ol", {}, run.map((line) => h("li", {}, coded(line))))],
    help && h("p", {}, h("strong", {}, `${t("help")}${t("gapOf", "", "")}`), coded(help)),
    why && h("p", {}, h("strong", {}, `${t("why")}${t("gapOf", "", "")}`), coded(why)),
    cite && h("p", {}, h("strong", {}, `${t("cite")}${t("gapOf", "", "")}`), cite),
    h(
      "div",
      { class: "acts" },
      fixes.map((fix) => button(fix.title, () => offers.apply(fix), { class: "main" })),
      button(t("explain"), () => offers.explain(finding.code)),
    ),
  );
}
