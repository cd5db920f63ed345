// When each step is due and done, who is reached when, and which limits cannot be kept.

import { h, icon, ICONS, s, type Child } from "../dom";
import { coded } from "../editor/finding";
import { shown } from "../flow/parts";
import type { Jump, Store } from "../store";
import { spoken, t } from "../texts";
import { length } from "../times";
import type { Between, Finding, TimedPost, TimedStep } from "../types";

const MARKS = [0, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5, 72e5, 144e5, 288e5, 864e5, 1728e5, 2592e5, 6048e5, 2592e6, 7776e6, 31536e6];

/** Places times on a line of 1000: even up to an hour, else each mark as far from the one before. */
export function scale(longest: number): { at: (ms: number) => number; marks: number[]; even: boolean } {
  const end = MARKS.find((mark) => mark >= longest && mark > 0) ?? longest;
  const marks = MARKS.filter((mark) => mark <= end);
  if (end <= 18e5) {
    const step = marks.filter((mark) => mark === 0 || mark >= end / 6);
    return { at: (ms) => (Math.min(ms, end) / end) * 1000, marks: step, even: true };
  }
  const at = (ms: number) => {
    const upper = marks.findIndex((mark) => mark >= ms);
    if (upper <= 0) return upper === 0 ? 0 : 1000;
    const [low, high] = [marks[upper - 1] ?? 0, marks[upper] ?? 1];
    return ((upper - 1 + (ms - low) / (high - low)) / (marks.length - 1)) * 1000;
  };
  return { at, marks, even: false };
}

type Scale = ReturnType<typeof scale>;

const moment = (ms: number): string => (ms === 0 ? t("atOnce") : length(ms, spoken()));

export function span({ earliest, latest }: Between): string {
  if (latest === null) return `${moment(earliest.ms)} – ${t("open")}`;
  return earliest.ms === latest.ms ? moment(earliest.ms) : `${moment(earliest.ms)} – ${moment(latest.ms)}`;
}

function bar(due: Between | null, done: Between | null, { at, marks }: Scale, late: boolean): SVGElement {
  const rows: SVGElement[] = marks.map((mark) => s("path", { class: "grid", d: `M${at(mark)} 0V26` }));
  const piece = (one: Between, y: number, height: number, kind: string) => {
    const from = at(one.earliest.ms);
    const to = one.latest === null ? 1000 : at(one.latest.ms);
    rows.push(s("rect", { class: `${kind}${one.latest === null ? " open" : ""}${late ? " late" : ""}`, x: from, y, width: Math.max(to - from, 5), height }));
  };
  if (due) piece(due, 5, 4, "b-due");
  if (done) piece(done, 12, 9, "b-done");
  return s("svg", { class: "bar", viewBox: "0 0 1000 26", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" }, rows);
}

function axis({ at, marks }: Scale): HTMLElement {
  // Few enough that their words stand apart.
  const every = Math.ceil((marks.length - 1) / 4);
  const few = marks.filter((_, index) => (marks.length - 1 - index) % every === 0 || index === 0).filter((mark, index, all) => index === 0 || at(mark) - at(all[0] ?? 0) > 120);
  const words = few.map((mark) => s("text", { x: `${at(mark) / 10}%`, y: 12, "text-anchor": mark === 0 ? "start" : at(mark) > 960 ? "end" : "middle" }, mark === 0 ? "0" : length(mark, spoken(), 1)));
  return h("div", { class: "axis", "aria-hidden": "true" }, s("svg", { width: "100%", height: 16, focusable: "false" }, words));
}

function verdicts(findings: Finding[], kind: "impossible" | "doubtful", steps: TimedStep[], jump: Jump): Child {
  const where = (line: number) => steps.filter((step) => step.at.line <= line + 1).sort((a, b) => b.at.line - a.at.line)[0]?.title;
  const link = ({ text, range }: Finding["labels"][number]) => {
    const title = where(range.start.line);
    const words = text || t("line", range.start.line + 1);
    return title === undefined ? words : t("gapOf", title, words);
  };
  return findings.map((finding) =>
    h(
      "section",
      { class: `verdict ${kind}` },
      h("h3", {}, icon(kind === "impossible" ? ICONS.error : ICONS.warning), t(kind)),
      h("p", {}, h("button", { type: "button", class: "link", onclick: () => jump(finding) }, coded(finding.message))),
      finding.labels.length > 0 && [
        h("p", { class: "term" }, t("chain")),
        h("ol", { class: "chain" }, finding.labels.map((label) => h("li", {}, h("button", { type: "button", class: "link", onclick: () => jump(label) }, coded(link(label)))))),
      ],
      finding.help && h("p", {}, h("strong", {}, t("help"), t("gapOf", "", "")), coded(finding.help)),
    ),
  );
}

function stepTable(steps: TimedStep[], one: Scale, late: (step: TimedStep) => boolean, jump: Jump, caption: string): HTMLElement {
  return h(
    "table",
    { class: "times" },
    h("caption", {}, caption),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("step")), h("th", { scope: "col", class: "wide" }, axis(one), h("span", { class: "hidden" }, t("timeline"))), h("th", { scope: "col" }, t("due")), h("th", { scope: "col" }, t("done")))),
    h(
      "tbody",
      {},
      steps.map((step) =>
        h(
          "tr",
          { class: late(step) ? "late" : null },
          h("th", { scope: "row" }, h("button", { type: "button", class: "link", "data-key": `time ${step.name}`, onclick: () => jump(step.at) }, step.title), h("span", { class: "sub" }, step.who.join(t("and")))),
          h("td", { class: "wide" }, bar(step.due, step.done, one, late(step)), step.limits.length > 0 && h("span", { class: "sub" }, step.limits.map(shown).join("; "))),
          h("td", { "data-label": t("due") }, step.due ? span(step.due) : t("never")),
          h("td", { "data-label": t("done") }, step.done ? span(step.done) : t("never"), step.after_due && step.due && (step.due.latest === null || step.due.latest.ms > 0) && h("span", { class: "sub" }, t("afterDue", length(step.after_due.ms, spoken())))),
        ),
      ),
    ),
  );
}

function postTable(posts: TimedPost[], one: Scale): HTMLElement {
  return h(
    "table",
    { class: "times" },
    h("caption", {}, t("reached")),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("post")), h("th", { scope: "col", class: "wide" }, axis(one), h("span", { class: "hidden" }, t("timeline"))), h("th", { scope: "col" }, t("how")), h("th", { scope: "col" }, t("when")))),
    h(
      "tbody",
      {},
      posts.map(({ post, title, by }) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, title, title !== post && h("span", { class: "sub" }, post)),
          h("td", { class: "wide" }, by && bar(null, by.when, one, false)),
          h("td", { "data-label": t("how") }, by ? [t(by.how), h("span", { class: "sub" }, shown(by.text))] : h("span", { class: "warn" }, t("notTold"))),
          h("td", { "data-label": t("when") }, by && [span(by.when), by.after_due && by.when.latest === null && h("span", { class: "sub" }, t("afterDue", length(by.after_due.ms, spoken())))]),
        ),
      ),
    ),
  );
}

export function timeline(store: Store, jump: Jump): Child[] {
  const chosen = store.chosen;
  const procedure = store.compiler.timeline(store.active)?.procedures.find((one) => one.name === chosen?.name);
  if (!chosen || !procedure) return [];
  const all = store.outline?.procedures ?? [];
  const next = all.map((one) => one.at).filter((at) => at.file === chosen.at.file && at.line > chosen.at.line).sort((a, b) => a.line - b.line)[0];
  const found = store.findingsIn(chosen.at.file, chosen.at.line, next?.line);
  const impossible = found.filter((f) => f.code === "P303");
  const doubtful = found.filter((f) => f.code === "P304");
  const starts = procedure.steps.map((step) => step.at.line).sort((a, b) => a - b);
  const late = (step: TimedStep) => {
    const end = starts.find((line) => line > step.at.line);
    return impossible.some((f) => f.name === step.at.file && f.range.start.line + 1 >= step.at.line && (end === undefined || f.range.start.line + 1 < end));
  };
  const longest = (steps: TimedStep[]) => Math.max(6e4, ...steps.flatMap((step) => [step.due, step.done].flatMap((one) => [one?.earliest.ms ?? 0, one?.latest?.ms ?? 0])));
  const main = procedure.steps.filter((step) => !step.in_recovery);
  const after = procedure.steps.filter((step) => step.in_recovery);
  const told = Math.max(6e4, ...procedure.posts.flatMap(({ by }) => [by?.when.earliest.ms ?? 0, by?.when.latest?.ms ?? 0]));
  const one = scale(longest(main));
  return [
    verdicts(impossible, "impossible", procedure.steps, jump),
    verdicts(doubtful, "doubtful", procedure.steps, jump),
    procedure.started_by.length > 0 && h("p", { class: "facts" }, t("startedBy", procedure.started_by.map((one) => `${one.procedure} ${one.step}`).join(t("and")))),
    h("p", { class: "hint" }, t("fromStart"), !one.even && ` ${t("logScale")}`),
    h("ul", { class: "legend" }, h("li", {}, h("span", { class: "swatch due" }), t("due")), h("li", {}, h("span", { class: "swatch done" }), t("done")), h("li", {}, h("span", { class: "swatch open" }), t("open"))),
    main.length > 0 && stepTable(main, one, late, jump, t("whenDueDone")),
    procedure.posts.length > 0 && postTable(procedure.posts, scale(told)),
    after.length > 0 && stepTable(after, scale(longest(after)), late, jump, t("inRecovery")),
  ];
}
