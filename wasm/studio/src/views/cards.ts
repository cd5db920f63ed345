// One card for each role of a procedure, to be printed and kept at hand.

import { button, h, type Child } from "../dom";
import { bare, consent, party, shown, split } from "../flow/parts";
import type { Store } from "../store";
import { t } from "../texts";
import type { Duty, Post, Procedure, Runbook, Step, Target } from "../types";
import { numbers } from "./people";

interface Deed { step: Step; duty: Duty }

const posts = (targets: Target[] | undefined): Target[] => (targets ?? []).filter((one) => one.contacts.length > 0 || one.reached.some((reach) => reach.contacts.length > 0));

/** Whom the duties of a card reach, with their numbers. */
function contacts(deeds: Deed[]): [string, string][] {
  const found = new Map<string, string>();
  for (const { duty } of deeds) {
    for (const number of duty.act.numbers ?? []) found.set(number, number);
    const handed = duty.limits.flatMap((limit) => limit.otherwise?.to?.list ?? []);
    for (const { meant, contacts: own, reached } of posts([...(duty.act.to?.list ?? []), ...handed])) {
      const first = own.length > 0 ? own : (reached[0]?.contacts ?? []);
      found.set(party(meant), numbers(first));
    }
  }
  return [...found];
}

function deed({ step, duty }: Deed, who: string): HTMLElement {
  const text = bare(duty.text, duty.limits);
  const limits = duty.limits.concat(step.limits).map(split);
  return h(
    "li",
    {},
    h("p", { class: "deed" }, h("span", { class: "box", "aria-hidden": "true" }), h("strong", {}, step.title), step.in_recovery && h("span", { class: "badge" }, t("afterEnd"))),
    (step.when || step.after) && h("p", { class: "sub" }, step.after && `${t("after")}${step.after.need === "any" && step.after.steps.length > 1 ? ` ${t("anyOf")}` : ""} ${step.after.steps.join(t("and"))} `, step.when && shown(step.when.text)),
    h("p", {}, text.startsWith(who) ? text.slice(who.length).trim() : text),
    limits.map(([within, otherwise]) => h("p", { class: "limit" }, within, otherwise && h("span", { class: "sub" }, otherwise))),
  );
}

function agreements(procedure: Procedure, name: string): string[] {
  const parts = [...procedure.starts.map((one) => ({ label: t("start"), one })), ...procedure.finishes.map((one) => ({ label: t("finish"), one })), ...procedure.steps.map((one) => ({ label: one.title, one }))];
  return parts.flatMap(({ label, one }) => one.consents.filter(({ list }) => list.some(({ meant }) => "post" in meant && meant.post === name)).map((c) => t("gapOf", label, consent(c))));
}

function card(procedure: Procedure, runbook: Runbook, who: string, deeds: Deed[], post: Post | undefined): HTMLElement {
  const reach = contacts(deeds);
  const agree = post ? agreements(procedure, post.name) : [];
  return h(
    "article",
    { class: "action-card" },
    h("header", {}, h("p", { class: "of" }, [runbook.plan?.title, procedure.title].filter(Boolean).join(" · ")), h("h3", {}, post?.title ?? who), post && post.contacts.length > 0 && h("p", { class: "number" }, numbers(post.contacts))),
    h("p", { class: "sub" }, h("strong", {}, t("startsWhen")), " ", procedure.starts.map((one) => shown(one.when.text)).join(t("or")) || t("noStart")),
    deeds.length > 0 && h("ol", { class: "deeds" }, deeds.map((one) => deed(one, who))),
    agree.length > 0 && [h("h4", {}, t("agrees")), h("ul", { class: "plain" }, agree.map((text) => h("li", {}, text)))],
    reach.length > 0 && [h("h4", {}, t("reachThem")), h("dl", {}, reach.flatMap(([name, number]) => (name === number ? [h("dt", {}, name), h("dd", {}, "")] : [h("dt", {}, name), h("dd", { class: "number" }, number || t("noContact"))])))],
    post && post.deputies.length > 0 && h("p", { class: "sub" }, h("strong", {}, t("standIns")), " ", post.deputies.join(t("and"))),
    h("p", { class: "sub" }, h("strong", {}, t("endsWhen")), " ", procedure.finishes.map((one) => shown(one.when.text)).join(t("or")) || t("noFinish")),
  );
}

export function cards(store: Store): Child[] {
  const [runbook, procedure] = [store.outline, store.chosen];
  if (!runbook || !procedure) return [];
  const deeds = new Map<string, Deed[]>();
  for (const step of procedure.steps) {
    for (const duty of step.duties) {
      for (const one of duty.actors.list) {
        const name = "post" in one ? one.post : party(one);
        deeds.set(name, [...(deeds.get(name) ?? []), { step, duty }]);
      }
    }
  }
  for (const post of runbook.posts) if (!deeds.has(post.name) && agreements(procedure, post.name).length > 0) deeds.set(post.name, []);
  if (deeds.size === 0) return [h("p", { class: "hint" }, t("cardsNone"))];
  const order = (name: string) => runbook.posts.findIndex((post) => post.name === name);
  const names = [...deeds.keys()].sort((a, b) => order(a) - order(b));
  return [
    h("div", { class: "row screen" }, h("p", { class: "hint grow" }, t("cardsLead")), button(t("print"), () => window.print(), { class: "main" })),
    h("div", { class: "action-cards" }, names.map((name) => card(procedure, runbook, name, deeds.get(name) ?? [], runbook.posts.find((post) => post.name === name)))),
  ];
}
