// Draws the flow of a procedure: the start above, then what hangs together in rows, then the end and what follows it.

import { ICONS, s } from "../dom";
import type { Jump } from "../store";
import { t } from "../texts";
import type { Procedure, Step } from "../types";
import { components, layers, place, type Box, type Link, type Path } from "./layout";
import { escalationItems, finishItems, mentioned, startItems, stepItem, type Item, type Kind, type Part } from "./parts";
import { wrap } from "./words";

const SANS = `"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", system-ui, sans-serif`;
const FONT: Record<Kind, { font: string; step: number }> = {
  title: { font: `700 15px ${SANS}`, step: 21 },
  when: { font: `13px ${SANS}`, step: 18 },
  duty: { font: `14px ${SANS}`, step: 20 },
  limit: { font: `13px ${SANS}`, step: 18 },
  up: { font: `13px ${SANS}`, step: 18 },
  soft: { font: `13px ${SANS}`, step: 18 },
};
const SIGN: Partial<Record<Kind, string>> = { when: ICONS.when, limit: ICONS.clock, up: ICONS.up };
const PAD = 12;
const RAIL = 22;

interface Sized { item: Item; box: Box; lines: { part: Part; text: string; first: boolean; y: number }[] }

function sized(item: Item, room: number): Sized {
  const lines: Sized["lines"] = [];
  let y = PAD;
  let before: Kind | undefined;
  for (const part of item.parts) {
    const { font, step } = FONT[part.kind];
    const inset = SIGN[part.kind] ? 18 : 0;
    if (before && (part.kind === "duty" || before === "title")) y += 4;
    wrap(part.text, room - 2 * PAD - inset, font).forEach((text, at) => {
      y += step;
      lines.push({ part, text, first: at === 0, y });
    });
    before = part.kind;
  }
  return { item, lines, box: { id: item.id, width: room, height: y + PAD - 3, x: 0, y: 0 } };
}

function drawn({ item, box, lines }: Sized, jump: Jump): SVGElement {
  const go = () => jump(item.at);
  const enter = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    go();
  };
  const shape = s("rect", { class: "shape", width: box.width, height: box.height, rx: item.kind === "step" ? 8 : 16 });
  const words = lines.flatMap(({ part, text, first, y }) => {
    const sign = SIGN[part.kind];
    const word = s("text", { class: `w-${part.kind}`, x: PAD + (sign ? 18 : 0), y: y - 4 }, text);
    return first && sign ? [s("path", { class: `sign s-${part.kind}`, d: sign, transform: `translate(${PAD - 1},${y - 16.5}) scale(0.9)` }), word] : [word];
  });
  const kind = ["node", `n-${item.kind}`, item.automatic && "automatic", item.optional && "optional"].filter(Boolean).join(" ");
  const label = item.parts.map((part) => part.text).join("; ");
  return s("g", { class: kind, transform: `translate(${box.x},${box.y})`, role: "button", tabindex: "0", "aria-label": label, "data-key": `flow ${item.id}`, onclick: go, onkeydown: enter }, shape, words);
}

/** A line with corners made round. */
function line(points: [number, number][]): string {
  const clean = points.filter(([x, y], at) => at === 0 || x !== points[at - 1]?.[0] || Math.abs(y - (points[at - 1]?.[1] ?? 0)) > 0.5);
  let d = "";
  clean.forEach(([x, y], at) => {
    const [before, next] = [clean[at - 1], clean[at + 1]];
    if (!before) d += `M${x} ${y}`;
    else if (!next) d += `L${x} ${y}`;
    else {
      const r = Math.min(6, (Math.abs(x - before[0]) + Math.abs(y - before[1])) / 2, (Math.abs(x - next[0]) + Math.abs(y - next[1])) / 2);
      const toward = ([a, b]: [number, number]): [number, number] => [x + Math.sign(a - x) * r, y + Math.sign(b - y) * r];
      const [p, q] = [toward(before), toward(next)];
      d += `L${p[0]} ${p[1]}Q${x} ${y} ${q[0]} ${q[1]}`;
    }
  });
  return d;
}

const arrow = (points: [number, number][], dashed = false) => s("path", { class: dashed ? "edge dashed" : "edge", d: line(points), "marker-end": "url(#arrow)" });

function linksOf(steps: Step[]): Link[] {
  const names = new Set(steps.map((step) => step.name));
  return steps.flatMap((step) => {
    const to = `step ${step.name}`;
    const after = step.after?.steps ?? [];
    const any = step.after?.need === "any" && after.length > 1;
    const waits = step.when ? [...mentioned(step.when.logic, "step")].filter((name) => !after.includes(name)) : [];
    const link = (name: string, dashed: boolean): Link => ({ from: `step ${name}`, to, dashed });
    return [...after.map((name) => link(name, any)), ...waits.map((name) => link(name, true))].filter(({ from }) => from !== to && names.has(from.slice(5)));
  });
}

/** One band of steps. Answers its parts, its height, and where arrows from above come in. */
function band(items: Item[], links: Link[], room: number, top: number, jump: Jump) {
  const parts: SVGElement[] = [];
  const entries: [number, number][] = [];
  const groups = components(items.map((item) => item.id), links);
  const depth = (ids: string[]) => 1 + Math.max(0, ...layers(ids, links.filter((link) => ids.includes(link.to))).values());
  const columns = Math.max(1, Math.floor((room - RAIL + 16) / 236));
  const single = Math.min(340, (room - RAIL - (columns - 1) * 16) / columns);
  let y = top;
  let right = 0;
  const pool: Item[] = [];
  const flush = () => {
    while (pool.length > 0) {
      const row = pool.splice(0, columns).map((item) => sized(item, single));
      row.forEach((one, at) => {
        one.box.x = RAIL + at * (single + 16);
        one.box.y = y + 22;
        entries.push([one.box.x + 24, one.box.y]);
        parts.push(drawn(one, jump));
        right = Math.max(right, one.box.x + one.box.width);
      });
      y += 22 + Math.max(...row.map((one) => one.box.height));
    }
  };
  const byId = new Map(items.map((item) => [item.id, item]));
  for (const ids of groups) {
    const own = ids.flatMap((id) => byId.get(id) ?? []);
    if (own.length === 1) {
      pool.push(...own);
      continue;
    }
    flush();
    const inner = links.filter((link) => ids.includes(link.to) && ids.includes(link.from));
    const count = depth(ids);
    if (columns === 1) {
      y = tree(own, inner, room, y, parts, entries, jump);
      right = Math.max(right, room);
      continue;
    }
    const wide = Math.max(196, Math.min(300, (room - RAIL - (count - 1) * 44) / count));
    const boxes = own.map((item) => sized(item, wide));
    const result = place(boxes.map((one) => one.box), inner, RAIL, y + 22);
    parts.push(...result.paths.map(({ link, points }: Path) => arrow(points.map(([px, py], at): [number, number] => (at === points.length - 1 ? [px - 2, py] : [px, py])), link.dashed)));
    const targets = new Set(inner.map((link) => link.to));
    for (const one of boxes) {
      parts.push(drawn(one, jump));
      if (!targets.has(one.item.id)) entries.push([one.box.x + 24, one.box.y]);
    }
    right = Math.max(right, RAIL + result.width);
    y += 22 + result.height;
  }
  flush();
  return { parts, entries, bottom: y, right };
}

/** A group on a narrow page: one below the other, set in by what comes before, with what else is waited for in words. */
function tree(items: Item[], links: Link[], room: number, top: number, parts: SVGElement[], entries: [number, number][], jump: Jump): number {
  const column = layers(items.map((item) => item.id), links);
  const done = new Map<string, Box>();
  let y = top;
  const visit = (item: Item) => {
    if (done.has(item.id)) return;
    const inset = RAIL + Math.min(3, column.get(item.id) ?? 0) * 18;
    const before = links.filter((link) => link.to === item.id);
    const title = (id: string) => items.find((one) => one.id === id)?.parts[0]?.text ?? "";
    // A line down the margin is drawn only where nothing stands in its way; else words say it.
    const clear = (box: Box) => box.x < inset && ![...done.values()].some((other) => other.y > box.y && other.x <= box.x + 9);
    const parent = before.map((link) => done.get(link.from)).find((box) => box !== undefined && clear(box));
    const told = item.parts.some((part) => part.kind === "soft" && part.text.startsWith(t("after")));
    const waits: Part[] = !told && (before.length > 1 || (before.length === 1 && !parent)) ? [{ kind: "soft", text: `${t("after")} ${before.map((link) => title(link.from)).join(before.some((link) => link.dashed) ? t("or") : t("and"))}` }] : [];
    const [head, ...rest] = item.parts;
    const one = sized({ ...item, parts: head ? [head, ...waits, ...rest] : waits }, room - inset);
    one.box.x = inset;
    one.box.y = y + 18;
    y = one.box.y + one.box.height;
    done.set(item.id, one.box);
    if (parent) parts.push(arrow([[parent.x + 9, parent.y + parent.height], [parent.x + 9, one.box.y + 22], [inset - 2, one.box.y + 22]], before.some((link) => link.dashed)));
    if (before.length === 0) entries.push([one.box.x + 24, one.box.y]);
    parts.push(drawn(one, jump));
    for (const link of links) {
      const next = items.find((other) => other.id === link.to);
      const ready = links.filter((other) => other.to === link.to).every((other) => done.has(other.from));
      if (link.from === item.id && next && ready) visit(next);
    }
  };
  for (const item of [...items].sort((a, b) => (column.get(a.id) ?? 0) - (column.get(b.id) ?? 0))) visit(item);
  return y;
}

/** The whole graph, for a page so many pixels wide. */
export function graph(procedure: Procedure, room: number, jump: Jump): SVGSVGElement {
  const parts: SVGElement[] = [];
  let y = 2;
  let right = 0;
  const rail = (from: number, entries: [number, number][]) => {
    if (entries.length === 0) return;
    // Into the first column from the side, to the others from above.
    const edges = entries.map(([ex, ey]) => arrow(ex < 2 * RAIL + 3 ? [[8, from], [8, ey + 22], [RAIL - 1, ey + 22]] : [[8, from], [8, ey - 12], [ex, ey - 12], [ex, ey - 2]]));
    parts.unshift(...edges);
  };
  const wide = (items: Item[]): number => {
    const start = y;
    const each = Math.min(420, room - 2);
    for (const item of items) {
      const one = sized(item, each);
      one.box.x = 1;
      one.box.y = y;
      parts.push(drawn(one, jump));
      right = Math.max(right, one.box.x + one.box.width);
      y += one.box.height + 10;
    }
    return y === start ? start : y - 10;
  };
  const main = procedure.steps.filter((step) => !step.in_recovery);
  const recovery = procedure.steps.filter((step) => step.in_recovery);
  let from = wide(startItems(procedure));
  y = from + 4;
  const first = band([...escalationItems(procedure), ...main.map(stepItem)], linksOf(main), room, y, jump);
  parts.push(...first.parts);
  right = Math.max(right, first.right);
  rail(from, first.entries);
  y = first.bottom + 30;
  if (procedure.finishes.length > 0) {
    parts.push(s("path", { class: "rule", d: `M0 ${y - 15}H${right}` }));
    from = wide(finishItems(procedure));
    y = from + 4;
    const last = band(recovery.map(stepItem), linksOf(recovery), room, y, jump);
    parts.push(...last.parts);
    rail(from, last.entries);
    right = Math.max(right, last.right);
    y = last.bottom + 8;
  }
  const marker = s("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, s("path", { class: "tip", d: "M0 0.5 7.5 4 0 7.5Z" }));
  const [width, height] = [Math.ceil(right + 2), Math.ceil(y + 4)];
  // A wide page is one that is looked at from afar.
  const scale = room > 1100 ? Math.min(1.6, Math.max(1, room / width)) : 1;
  return s("svg", { class: "flow", width: Math.round(width * scale), height: Math.round(height * scale), viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": t("graphOf", procedure.title) }, s("defs", {}, marker), parts);
}
