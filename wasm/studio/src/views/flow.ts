// The flow of the chosen procedure.

import { h, icon, ICONS, type Child } from "../dom";
import { graph } from "../flow/draw";
import { parties, shown } from "../flow/parts";
import type { Jump, Store } from "../store";
import { t } from "../texts";

export function flow(store: Store, room: number, jump: Jump): Child[] {
  const procedure = store.chosen;
  if (!procedure) return [];
  const owners = procedure.owners.map(({ who, during }) => parties({ need: "all", list: [who] }) + (during ? `（${during}）` : "")).join(t("and"));
  return [
    h("p", { class: "facts" }, h("span", { class: "term" }, t("owner")), " ", owners || t("nobody")),
    h("ul", { class: "legend", "aria-hidden": "true" }, h("li", {}, icon(ICONS.when, "s-when"), t("legendWhen")), h("li", {}, icon(ICONS.clock, "s-limit"), t("legendLimit")), h("li", {}, icon(ICONS.up, "s-up"), t("legendUp"))),
    procedure.starts.length === 0 && h("p", { class: "hint" }, t("noStart")),
    procedure.steps.length === 0 && h("p", { class: "hint" }, t("noSteps")),
    h("div", { class: "canvas", tabindex: "-1" }, graph(procedure, room, jump)),
    procedure.finishes.length === 0 && h("p", { class: "hint warn" }, t("noFinish")),
    procedure.forbids.length > 0 && [h("h3", {}, t("forbidden")), h("ul", { class: "plain" }, procedure.forbids.map((one) => h("li", {}, h("button", { type: "button", class: "link", onclick: () => jump(one.at) }, shown(one.text)))))],
  ];
}
