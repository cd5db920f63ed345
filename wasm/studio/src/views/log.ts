// What happened in a rehearsal, in words: who is called on which number, what is overdue, who stands in.

import { millis, type Effect } from "../../../runtime/preplan.js";
import { h, type Child } from "../dom";
import type { Entry, Event } from "../rehearsal";
import type { Jump } from "../store";
import { known, spoken, t } from "../texts";
import { clock, length } from "../times";

export function happening(event: Event): string {
  if (event.raise !== undefined) return t("eRaise", event.raise);
  if (event.clear !== undefined) return t("eClear", event.clear);
  if (event.set !== undefined) return t("eSet", event.set, typeof event.to === "string" ? length(millis(event.to), spoken()) : (event.to ?? ""));
  if (event.done !== undefined) return t("eDone", event.done);
  if (event.approve !== undefined) return t("eApprove", event.approve);
  if (event.unreachable !== undefined) return t("eUnreachable", event.unreachable);
  return t("eAdvance");
}

const channel = (name: string): string => (known(name) ? t(name) : name);

/** How somebody is reached, and who was reached in whose place. */
function reaching(meant: string, effect: Effect): Child {
  const { reached, contacts = [] } = effect;
  if (reached === null) return h("span", { class: "bad" }, t("xNobody"));
  const number = contacts.length > 0 ? h("span", { class: "number" }, contacts.map((one) => `${channel(one.channel)} ${one.address}`).join(t("and"))) : null;
  return [reached !== undefined && reached !== meant && h("span", { class: "stand-in" }, t("xReached", reached)), number];
}

function told(effect: Effect): { kind: string; text: string; more?: Child } {
  if (effect.started !== undefined) return { kind: "big", text: t("xStarted", effect.started) };
  if (effect.finished !== undefined) return { kind: "big", text: t("xFinished", effect.finished) };
  if (effect.closed !== undefined) return { kind: "big", text: t("xClosed", effect.closed) };
  if (effect.due !== undefined) return { kind: "due", text: t("xDue", effect.due) };
  if (effect.done !== undefined) return { kind: "done", text: t("xDone", effect.done) };
  if (effect.overdue !== undefined) return { kind: "bad", text: t("xOverdue", effect.overdue) };
  if (effect.called !== undefined) return { kind: "call", text: t("xCalled", effect.called), more: reaching(effect.called, effect) };
  if (effect.notified !== undefined) return { kind: "call", text: t("xNotified", effect.notified), more: reaching(effect.notified, effect) };
  if (effect.escalated !== undefined) return { kind: "up", text: t("xEscalated", effect.escalated), more: reaching(effect.escalated, effect) };
  if (effect.activated !== undefined) return { kind: "big", text: t("xActivated", effect.activated) };
  if (effect.level !== undefined) return { kind: "big", text: t("xLevel", effect.level, effect.is ?? t("noLevel")) };
  return { kind: "due", text: "" };
}

/** One thing that happened, as words alone. */
export const line = (effect: Effect): string => told(effect).text;

export function log(entries: Entry[], jump: Jump): HTMLElement {
  const items: HTMLElement[] = [];
  let shown: string | undefined;
  const row = (at: string, kind: string, ...children: Child[]) => {
    const same = at === shown;
    shown = at;
    items.push(h("li", { class: `l-${kind}` }, h("span", { class: same ? "at same" : "at" }, clock(millis(at), spoken())), h("span", { class: "what" }, children)));
  };
  for (const { event, effects } of entries) {
    if (event && Object.keys(event).length > 1) row(event.at, "event", happening(event));
    for (const effect of effects) {
      const { kind, text, more } = told(effect);
      row(effect.at, kind, h("button", { type: "button", class: "link", onclick: () => jump(effect.from) }, text), more);
    }
  }
  if (items.length === 0) return h("p", { class: "hint" }, t("logEmpty"));
  return h("ol", { class: "log" }, items);
}
