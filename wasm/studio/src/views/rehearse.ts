// The rehearsal: the module runs in the page, and the reader is the world.

import { millis, type State } from "../../../runtime/preplan.js";
import { HasErrors } from "../compiler";
import { button, h, render, type Child } from "../dom";
import { announce, ask, say } from "../dialog";
import { mentioned, party } from "../flow/parts";
import { Rehearsal, type Event } from "../rehearsal";
import type { Jump, Store } from "../store";
import { known, spoken, t } from "../texts";
import { clock, length, typed } from "../times";
import type { Consent, Edit, Procedure, Runbook, Step } from "../types";
import { line, log } from "./log";

const JUMPS = [6e4, 3e5, 18e5, 36e5];

export class RehearseView {
  #current: Rehearsal | undefined;
  #made: { version: number; active: string; procedure: string } | undefined;
  #busy = false;

  constructor(
    readonly store: Store,
    readonly jump: Jump,
    readonly apply: (edits: Edit[]) => void,
    readonly problems: () => void,
  ) {}

  /** Draws what is so now; a changed text is compiled and the rehearsal played again. */
  async draw(container: HTMLElement): Promise<void> {
    const { store } = this;
    const procedure = store.chosen;
    if (!procedure) return;
    const { version, active } = store;
    const made = this.#made;
    if (made?.version !== version || made.active !== active || made.procedure !== procedure.name) {
      if (this.#busy) return;
      this.#busy = true;
      try {
        const again = made?.active === active && made.procedure === procedure.name ? (this.#current?.events ?? []) : [];
        this.#current = await Rehearsal.begin(store.compiler.module(active), procedure.name);
        this.#made = { version, active, procedure: procedure.name };
        if (again.length > 0) {
          const dropped = await this.#current.replay(again);
          say(t("replayed") + (dropped > 0 ? ` ${t("droppedEvents", dropped)}` : ""));
        }
      } catch (error) {
        if (!(error instanceof HasErrors)) throw error;
        render(container, h("div", { class: "empty" }, h("p", {}, t("hasErrors")), button(t("showErrors"), this.problems, { class: "main" })));
        return;
      } finally {
        this.#busy = false;
      }
      if (store.version !== version || store.chosen?.name !== procedure.name) return this.draw(container);
    }
    if (this.#current) this.#show(container, this.#current);
  }

  #show(container: HTMLElement, rehearsal: Rehearsal): void {
    const { plan } = rehearsal;
    const state = plan.state();
    const runbook = plan.runbook as Runbook;
    const own = runbook.procedures.filter((one) => state.procedures[one.name]?.is !== "idle" || one.name === rehearsal.procedure);
    const redraw = () => this.#show(container, rehearsal);
    const act = (what: Omit<Event, "at">, at?: number) => {
      const reason = rehearsal.happen(what, at);
      if (reason !== undefined) say(known(reason) ? t(reason) : reason);
      redraw();
      announce((rehearsal.entries.at(-1)?.effects ?? []).map(line).join("; "));
      const end = container.querySelector(".log-box");
      if (end) end.scrollTop = end.scrollHeight;
    };
    const replay = async (work: Promise<unknown>) => {
      await work;
      redraw();
    };
    const is = state.procedures[rehearsal.procedure]?.is ?? "idle";
    render(
      container,
      h(
        "div",
        { class: "rehearse" },
        h(
          "section",
          { class: "clock-box", "aria-label": t("now") },
          h("p", { class: "clock" }, h("span", { class: "term" }, t("now")), h("strong", {}, clock(plan.now, spoken())), h("span", { class: `state is-${is}` }, t(is))),
          h("p", { class: "sub" }, `${t("next")}${t("gapOf", "", "")}`, plan.next === null ? t("nextNone") : clock(plan.next, spoken())),
          h(
            "div",
            { class: "row", role: "group", "aria-label": t("advance") },
            button(t("toNext"), () => plan.next !== null && act({}, plan.next), { class: "main", "data-key": "next", disabled: plan.next === null }),
            JUMPS.map((ms) => button(t("plus", length(ms, spoken())), () => act({}, plan.now + ms), { "data-key": `plus ${ms}` })),
            this.#free(act, plan.now),
          ),
          h(
            "div",
            { class: "row" },
            button(t("undo"), () => void replay(rehearsal.undo()), { "data-key": "undo", disabled: rehearsal.events.length === 0 }),
            button(t("begin"), () => void replay(rehearsal.replay([])), { "data-key": "begin", disabled: rehearsal.events.length === 0 }),
            button(t("saveDrill"), () => this.#save(rehearsal), { "data-key": "drill" }),
          ),
        ),
        h("div", { class: "world" }, this.#steps(own, state, rehearsal, act), this.#signals(own, runbook, state, act), this.#gauges(own, runbook, state, act), this.#consents(own, state, act), this.#posts(runbook, state, act)),
        h("section", { class: "log-box", tabindex: "0", "aria-label": t("log") }, h("h3", {}, t("log")), log(rehearsal.entries, this.jump)),
      ),
    );
  }

  #free(act: (what: Omit<Event, "at">, at?: number) => void, now: number): Child {
    const input = h("input", { class: "short", "aria-label": t("by"), placeholder: spoken() === "zh" ? "15分钟" : "15m", "data-key": "by", autocomplete: "off" });
    const submit = (event: SubmitEvent) => {
      event.preventDefault();
      const ms = typed(input.value);
      if (ms === undefined) say(t("badTime"));
      else act({}, now + ms);
    };
    return h("form", { class: "row", onsubmit: submit }, input, h("button", { type: "submit", "data-key": "go" }, t("go")));
  }

  #steps(own: Procedure[], state: State, rehearsal: Rehearsal, act: (what: Omit<Event, "at">) => void): Child {
    const lists: Record<"due" | "waiting" | "done", Child[]> = { due: [], waiting: [], done: [] };
    for (const procedure of own) {
      for (const step of procedure.steps) {
        const now = state.procedures[procedure.name]?.steps[step.name];
        if (!now) continue;
        const late = state.overdue.some((one) => one.overdue === step.name && one.of === procedure.name);
        const words = h("span", { class: "grow" }, h("button", { type: "button", class: "link", onclick: () => this.jump(step.at) }, step.title), own.length > 1 && h("span", { class: "sub" }, procedure.title), h("span", { class: "sub" }, now.is === "done" ? t("doneAt", clock(now.done ?? 0, spoken())) : who(step)));
        const mark = late && now.is !== "done" ? h("span", { class: "badge bad" }, t("overdue")) : late ? h("span", { class: "badge warn" }, t("overdue")) : null;
        const rest = now.is === "due" ? remaining(step, procedure, state, rehearsal) : undefined;
        lists[now.is].push(h("li", { class: late && now.is !== "done" ? "late" : null }, words, mark, rest !== undefined && !(late && rest === 0) && h("span", { class: "badge" }, t("left", length(rest, spoken()))), now.is === "due" && button(t("markDone"), () => act({ done: step.name, of: procedure.name }), { "data-key": `done ${procedure.name} ${step.name}`, "aria-label": `${t("markDone")}${t("gapOf", "", step.title)}` })));
      }
    }
    return h(
      "section",
      { class: "group" },
      h("h3", {}, t("dueNow")),
      lists.due.length > 0 ? h("ul", { class: "acts" }, lists.due) : h("p", { class: "hint" }, t("nothingDue")),
      lists.done.length > 0 && h("details", { open: true }, h("summary", {}, `${t("doneSteps")} ${lists.done.length}`), h("ul", { class: "acts quiet" }, lists.done)),
      lists.waiting.length > 0 && h("details", {}, h("summary", {}, `${t("waiting")} ${lists.waiting.length}`), h("ul", { class: "acts quiet" }, lists.waiting)),
    );
  }

  #signals(own: Procedure[], runbook: Runbook, state: State, act: (what: Omit<Event, "at">) => void): Child {
    if (runbook.signals.length === 0) return null;
    const near = facts(own, runbook, "signal");
    const row = ({ name, title }: { name: string; title: string }) => {
      const up = state.signals[name] === true;
      return h("li", {}, h("span", { class: "grow" }, name, title !== name && h("span", { class: "sub" }, title)), up && h("span", { class: "badge on" }, t("raised")), button(up ? t("clear") : t("raise"), () => act(up ? { clear: name } : { raise: name }), { "data-key": `signal ${name}`, "aria-label": `${up ? t("clear") : t("raise")}${t("gapOf", "", name)}` }));
    };
    const others = runbook.signals.filter((signal) => !near.has(signal.name));
    return h("section", { class: "group" }, h("h3", {}, t("signals")), h("ul", { class: "acts" }, runbook.signals.filter((signal) => near.has(signal.name)).map(row)), others.length > 0 && h("details", {}, h("summary", {}, `${t("otherSignals")} ${others.length}`), h("ul", { class: "acts" }, others.map(row))));
  }

  #gauges(own: Procedure[], runbook: Runbook, state: State, act: (what: Omit<Event, "at">) => void): Child {
    const near = facts(own, runbook, "gauge");
    const gauges = runbook.gauges.filter((gauge) => near.has(gauge.name));
    if (gauges.length === 0) return null;
    const row = ({ name, unit }: { name: string; unit: string | null }) => {
      const value = state.gauges[name];
      const timed = unit === "time";
      const input = h("input", { class: "short", "aria-label": name, "data-key": `value ${name}`, inputmode: timed ? "text" : "decimal", placeholder: timed ? (spoken() === "zh" ? "10分钟" : "10m") : "0", autocomplete: "off" });
      const submit = (event: SubmitEvent) => {
        event.preventDefault();
        const number = timed ? typed(input.value) : Number(input.value.normalize("NFKC").replace(/[%℃]$/, ""));
        if (number === undefined || !Number.isFinite(number) || input.value.trim() === "") say(timed ? t("badTime") : t("out-of-range"));
        else act({ set: name, to: timed ? `PT${number / 1e3}S` : number });
      };
      const shown = value === null || value === undefined ? t("noValue") : timed ? length(value, spoken()) : `${value}${unit ?? ""}`;
      return h("li", {}, h("span", { class: "grow" }, name), h("span", { class: "badge" }, shown), h("form", { class: "row", onsubmit: submit }, input, !timed && unit && h("span", { class: "sub" }, unit), h("button", { type: "submit", "data-key": `set ${name}`, "aria-label": `${t("set")}${t("gapOf", "", name)}` }, t("set"))));
    };
    return h("section", { class: "group" }, h("h3", {}, t("gauges")), h("ul", { class: "acts" }, gauges.map(row)));
  }

  #consents(own: Procedure[], state: State, act: (what: Omit<Event, "at">) => void): Child {
    const away = new Set(state.unreachable);
    const asked = new Map<string, string>();
    for (const { meant, reached } of own.flatMap(consentsOf).flatMap((one) => one.list)) {
      if (!("post" in meant)) continue;
      const first = reached.find((one) => !away.has(one.post));
      asked.set(meant.post, away.has(meant.post) ? (first?.post ?? "") : meant.post);
    }
    if (asked.size === 0) return null;
    const row = ([post, who]: [string, string]) =>
      h("li", {}, h("span", { class: "grow" }, post, who !== post && h("span", { class: "sub" }, who === "" ? t("noStandIn") : t("standsIn", who))), who !== "" && button(t("approve"), () => act({ approve: who }), { "data-key": `approve ${post}`, "aria-label": `${t("approve")}${t("gapOf", "", who)}` }));
    return h("section", { class: "group" }, h("h3", {}, t("consents")), h("ul", { class: "acts" }, [...asked].map(row)));
  }

  #posts(runbook: Runbook, state: State, act: (what: Omit<Event, "at">) => void): Child {
    const away = new Set(state.unreachable);
    const row = ({ name, reached }: { name: string; reached: { post: string }[] }) => {
      const next = reached.find((one) => one.post !== name && !away.has(one.post));
      return h("li", { class: away.has(name) ? "late" : null }, h("span", { class: "grow" }, name, away.has(name) && h("span", { class: "sub" }, next ? t("standsIn", next.post) : t("noStandIn"))), away.has(name) ? h("span", { class: "badge bad" }, t("lost")) : button(t("loseContact"), () => act({ unreachable: name }), { "data-key": `away ${name}`, "aria-label": `${name}${t("gapOf", "", t("loseContact"))}` }));
    };
    const roles = runbook.posts.filter((post) => post.kind !== "group");
    return h("section", { class: "group" }, h("h3", {}, t("posts")), h("details", { open: away.size > 0 }, h("summary", {}, away.size > 0 ? `${t("lost")} ${away.size}` : t("allPosts", roles.length)), h("ul", { class: "acts" }, roles.map(row))));
  }

  #save(rehearsal: Rehearsal): void {
    if (!rehearsal.events.some((event) => Object.keys(event).length > 1)) return say(t("drillNeedsEvents"));
    const title = this.store.chosen?.title ?? rehearsal.procedure;
    ask(t("saveDrill"), t("drillTitle"), t("drillDefault", title), (value) => {
      if (value === "") return t("drillNeedsTitle");
      const drill = this.store.compiler.drill(this.store.active, value, rehearsal.procedure, rehearsal.events);
      if (drill) this.apply([drill.edit]);
      say(t("drillSaved"));
      return undefined;
    });
  }
}

const who = (step: Step): string => [...new Set(step.duties.flatMap((duty) => duty.actors.list.map(party)))].join(t("and"));

const consentsOf = (procedure: Procedure): Consent[] => [...procedure.starts, ...procedure.steps, ...procedure.finishes].flatMap((one) => one.consents);

/** Names of the signals or gauges that these procedures look at, through levels too. */
function facts(own: Procedure[], runbook: Runbook, kind: "signal" | "gauge"): Set<string> {
  const found = new Set<string>();
  const logics = own.flatMap((one) => [...one.starts, ...one.steps, ...one.finishes, ...one.escalations].map((part) => part.when?.logic));
  const ladders = new Set<string>();
  for (const logic of logics) {
    mentioned(logic, kind, found);
    mentioned(logic, "level", ladders);
  }
  for (const ladder of runbook.ladders) if (ladders.has(ladder.name)) for (const level of ladder.levels) mentioned(level.when?.logic, kind, found);
  if (kind === "signal") for (const limit of own.flatMap((one) => one.steps).flatMap((step) => [...step.limits, ...step.duties.flatMap((duty) => duty.limits)])) if (limit.clock.signal) found.add(limit.clock.signal);
  return found;
}

/** How long until the next limit of a step passes. */
function remaining(step: Step, procedure: Procedure, state: State, rehearsal: Rehearsal): number | undefined {
  const running = state.procedures[procedure.name];
  const ends = [...step.limits, ...step.duties.filter((duty) => duty.modal === "must").flatMap((duty) => duty.limits)].flatMap((limit) => {
    const ms = limit.within.length?.ms;
    if (ms === undefined) return [];
    const { kind, step: other, signal } = limit.clock;
    const raised = signal === undefined ? undefined : rehearsal.raisedAt(signal);
    const from = kind === "start" ? running?.started : kind === "step" ? running?.steps[other ?? ""]?.done : kind === "signal" ? (raised === undefined ? null : millis(raised)) : running?.steps[step.name]?.due;
    return from === null || from === undefined ? [] : [from + ms - state.now];
  });
  const open = ends.filter((rest) => rest >= 0);
  return open.length > 0 ? Math.min(...open) : undefined;
}

