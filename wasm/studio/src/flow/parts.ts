// What stands in the boxes of a flow: lines of words of several kinds, from the runbook.

import { length } from "../times";
import { spoken, t } from "../texts";
import type { Consent, Limit, Parties, Party, Place, Procedure, Runbook, Step, Targets } from "../types";

export type Kind = "title" | "when" | "duty" | "limit" | "up" | "soft";
export interface Part { kind: Kind; text: string }
export interface Item { id: string; kind: "start" | "step" | "escalation" | "finish"; parts: Part[]; at: Place; automatic?: boolean; optional?: boolean }

/** Titles of posts by name. */
export type Titles = Map<string, string>;
export const titles = (runbook: Runbook): Titles => new Map(runbook.posts.map((post) => [post.name, post.title]));

export function party(one: Party): string {
  if (one.kind === "post") return one.post;
  if (one.kind === "count") return spoken() === "en" ? `${one.count} of ${one.post}` : `${one.count}名${one.post}`;
  return t(one.kind);
}

export const parties = ({ need, list }: Parties): string => list.map(party).join(need === "any" ? t("or") : t("and"));
export const targets = ({ need, list }: Targets): string => list.map((one) => party(one.meant)).join(need === "any" ? t("or") : t("and"));

export function consent({ kind, need, list }: Consent): string {
  return t(kind, targets({ need, list }));
}

/** Words as a reader sees them: Chinese ones in Chinese quotes. */
export const shown = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/ ?"((?:[^"\\]|\\.)*)"/g, (all: string, words: string) => (/[⺀-鿿]/.test(words) ? `“${words}”` : all))
    .trim();

/** A limit in two: how long, and what happens otherwise. */
export function split(limit: Limit): [string, string | undefined] {
  const at = limit.otherwise ? /\s(else|否则)\s/.exec(limit.text) : null;
  return at ? [shown(limit.text.slice(0, at.index)), shown(limit.text.slice(at.index + 1))] : [shown(limit.text), undefined];
}

/** Who does what, without its limits. */
export function bare(text: string, limits: Limit[]): string {
  return shown(limits.reduce((rest, limit) => rest.replace(limit.text, () => ""), text));
}

const limited = (limits: Limit[]): Part[] =>
  limits.flatMap((limit) => {
    const [within, otherwise] = split(limit);
    return [{ kind: "limit", text: within } as Part, ...(otherwise ? [{ kind: "up", text: otherwise } as Part] : [])];
  });

function taking(step: Step): Part[] {
  if (!step.takes) return [];
  const { min, max } = step.takes;
  const least = length(min.ms, spoken());
  return [{ kind: "soft", text: t("takes", min.ms === max.ms ? least : `${least} – ${length(max.ms, spoken())}`) }];
}

export function stepItem(step: Step): Item {
  const parts: Part[] = [{ kind: "title", text: step.title }];
  const { after } = step;
  if (after?.need === "any" && after.steps.length > 1) parts.push({ kind: "soft", text: `${t("after")} ${t("anyOf")} ${after.steps.join(t("and"))}` });
  if (step.when) parts.push({ kind: "when", text: shown(step.when.text) });
  for (const one of step.consents) parts.push({ kind: "when", text: consent(one) });
  if (step.automatic) parts.push({ kind: "soft", text: t("automatic") });
  for (const duty of step.duties) parts.push({ kind: "duty", text: bare(duty.text, duty.limits) }, ...limited(duty.limits));
  parts.push(...limited(step.limits), ...taking(step));
  if (step.uses.length > 0) parts.push({ kind: "soft", text: t("uses", step.uses.join(t("and"))) });
  const optional = step.duties.length > 0 && step.duties.every((duty) => duty.modal === "may" || duty.modal === "should");
  return { id: `step ${step.name}`, kind: "step", parts, at: step.at, automatic: step.automatic !== null, optional };
}

export function startItems(procedure: Procedure): Item[] {
  return procedure.starts.map((start, at) => ({
    id: `start ${at}`,
    kind: "start",
    parts: [{ kind: "title", text: t("start") }, { kind: "when", text: shown(start.when.text) }, ...start.consents.map((one): Part => ({ kind: "duty", text: consent(one) })), ...(start.limit ? limited([start.limit]) : [])],
    at: start.at,
  }));
}

export function finishItems(procedure: Procedure): Item[] {
  return procedure.finishes.map((finish, at) => ({
    id: `finish ${at}`,
    kind: "finish",
    parts: [{ kind: "title", text: t("finish") }, { kind: "when", text: shown(finish.when.text) }, ...finish.consents.map((one): Part => ({ kind: "duty", text: consent(one) }))],
    at: finish.at,
  }));
}

export function escalationItems(procedure: Procedure): Item[] {
  return procedure.escalations.map((one, at) => ({ id: `escalation ${at}`, kind: "escalation", parts: [{ kind: "title", text: t("escalation") }, { kind: "up", text: shown(one.text) }], at: one.at }));
}

/** Names that a condition speaks of: `step`, `signal`, `gauge`, `level` or `procedure`. */
export function mentioned(logic: unknown, kind: string, found: Set<string> = new Set()): Set<string> {
  if (Array.isArray(logic)) for (const one of logic) mentioned(one, kind, found);
  else if (logic && typeof logic === "object") {
    const name = (logic as { var?: unknown }).var;
    if (typeof name === "string" && name.startsWith(`${kind}.`)) found.add(name.slice(kind.length + 1).replace(/\.(done|finished)$/, ""));
    for (const one of Object.values(logic)) if (typeof one === "object") mentioned(one, kind, found);
  }
  return found;
}
