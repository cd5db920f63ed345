// Who reports to whom, who stands in, and who is on duty when.

import { h, s, type Child } from "../dom";
import type { Jump, Store } from "../store";
import { known, t, type Key } from "../texts";
import type { Contact, Place, Post, Week } from "../types";

const MINUTES = 7 * 24 * 60;

export const numbers = (contacts: Contact[]): string => contacts.map((one) => `${known(one.channel) ? t(one.channel) : one.channel} ${one.address}`).join(t("and"));

function card(post: Post, jump: Jump, above?: string): Child {
  const more = post.reports_to.filter((name) => name !== above);
  return h(
    "div",
    { class: "person" },
    h("p", { class: "name" }, h("button", { type: "button", class: "link", "data-key": `post ${post.name}`, onclick: () => jump(post.at) }, post.title), post.title !== post.name && h("span", { class: "sub" }, post.name)),
    h("p", { class: "reach" }, h("span", { class: post.contacts.length > 0 ? "number" : "soft" }, post.contacts.length > 0 ? numbers(post.contacts) : t("noContact")), post.kind === "role" && h("span", { class: "sub" }, post.deputies.length > 0 ? `${t("deputies")}${t("gapOf", "", post.deputies.join(t("and")))}` : t("noDeputy"))),
    above !== undefined && more.length > 0 && h("p", { class: "sub" }, t("alsoReports", more.join(t("and")))),
  );
}

function tree(roles: Post[], jump: Jump): Child {
  const below = new Map<string, Post[]>();
  const names = new Set(roles.map((role) => role.name));
  const seen = new Set<string>();
  for (const role of roles) {
    const first = role.reports_to.find((name) => names.has(name));
    if (first !== undefined) below.set(first, [...(below.get(first) ?? []), role]);
  }
  const branch = (role: Post, above?: string): HTMLElement => {
    seen.add(role.name);
    const next = (below.get(role.name) ?? []).filter((one) => !seen.has(one.name));
    return h("li", {}, card(role, jump, above), next.length > 0 && h("ul", {}, next.map((one) => (seen.has(one.name) ? null : branch(one, role.name)))));
  };
  const tops = roles.filter((role) => !role.reports_to.some((name) => names.has(name)));
  const grown = tops.map((role) => branch(role));
  // Posts that report to one another in a circle have no top.
  const circles = roles.flatMap((role) => (seen.has(role.name) ? [] : [branch(role)]));
  return h("ul", { class: "tree" }, grown, circles.length > 0 && h("li", {}, h("p", { class: "hint warn" }, t("circle")), h("ul", {}, circles)));
}

const day = (at: number): string => t(`day${at}` as Key);

/** Minutes of the week as `Mon 08:00`. */
function minute(at: number): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${day(Math.floor(at / 1440) % 7)} ${two(Math.floor((at % 1440) / 60))}:${two(at % 60)}`;
}

/** The end of hours needs its day only where it is another. */
function until(from: number, to: number): string {
  const [first, last] = [from, to - 1].map((at) => Math.floor(at / 1440));
  const end = to % 1440 === 0 ? "24:00" : minute(to).slice(-5);
  return first === last ? end : `${day((last ?? 0) % 7)} ${end}`;
}

/** Hours in words; what goes on from Sunday to Monday is said in one. */
function spans(on: [number, number][]): string {
  const [first, last] = [on[0], on.at(-1)];
  const over = on.length > 1 && first?.[0] === 0 && last?.[1] === MINUTES;
  const all = over && first && last ? [...on.slice(1, -1), [last[0], first[1] + MINUTES] as const] : on;
  return all.map(([from, to]) => (to - from === MINUTES ? t("allWeek") : `${minute(from)}–${until(from, to)}`)).join(t("and"));
}

function strip(on: [number, number][], kind: string): SVGElement {
  const days = Array.from({ length: 7 }, (_, at) => s("path", { class: "grid", d: `M${at * 1440} 0V20` }));
  return s("svg", { class: "bar week", viewBox: `0 0 ${MINUTES} 20`, preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" }, on.map(([from, to]) => s("rect", { class: kind, x: from, y: 3, width: Math.max(to - from, 20), height: 14 })), days);
}

interface Row { name: string; sub: string; on: [number, number][]; late: boolean; at?: Place }

function weekTable(caption: string, rows: Row[], jump: Jump, quiet = false): Child {
  const days = h("span", { class: "days", "aria-hidden": "true" }, Array.from({ length: 7 }, (_, at) => h("span", {}, day(at))));
  const head = h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("post")), h("th", { scope: "col", class: "wide" }, days, h("span", { class: "hidden" }, t("week")))));
  const label = (late: boolean) => (late ? t("gaps") : t("onDuty"));
  const row = ({ name, sub, on, late, at }: Row) => h("tr", { class: late ? "late" : null }, h("th", { scope: "row" }, at ? h("button", { type: "button", class: "link", onclick: () => jump(at) }, name) : name, sub && h("span", { class: "sub" }, sub)), h("td", { class: "wide" }, strip(on, late ? "b-gap" : "b-on"), h("span", { class: "sub" }, `${label(late)}${t("gapOf", "", spans(on))}`)));
  return h("table", { class: "times weeks" }, h("caption", { class: quiet ? "hidden" : null }, caption), head, h("tbody", {}, rows.map(row)));
}

function hours({ posts, gaps, absences }: Week, jump: Jump): Child {
  const rows: Row[] = posts.map(({ title, on }) => ({ name: title, sub: on === null ? t("hoursUnknown") : "", on: on ?? [], late: false }));
  const open: Row[] = gaps.map(({ title, owners, gaps: on, at }) => ({ name: title, sub: `${t("owner")}${t("gapOf", "", owners.join(t("and")))}`, on, late: true, at }));
  const away: Row[] = absences.map(({ title, procedures, gaps: on, at }) => ({ name: title, sub: procedures.join(t("and")), on, late: true, at }));
  if (rows.length === 0 && open.length === 0 && away.length === 0) return h("p", { class: "hint" }, t("noShifts"));
  return [
    rows.length > 0 && weekTable(t("week"), rows, jump, true),
    open.length > 0 ? weekTable(t("gaps"), open, jump) : h("p", { class: "hint" }, t("noGaps")),
    away.length > 0 && weekTable(t("absences"), away, jump),
  ];
}

export function people(store: Store, jump: Jump): Child[] {
  const runbook = store.outline;
  if (!runbook) return [];
  const of = (kind: Post["kind"]) => runbook.posts.filter((post) => post.kind === kind);
  const [roles, groups, services] = [of("role"), of("group"), of("service")];
  const week = store.compiler.week(store.active);
  return [
    h("h3", {}, t("tree")),
    roles.length > 0 ? tree(roles, jump) : h("p", { class: "hint" }, t("noPosts")),
    groups.length > 0 && [
      h("h3", {}, t("groups")),
      h(
        "ul",
        { class: "cards-row" },
        groups.map((group) => h("li", {}, card(group, jump), h("p", { class: "sub" }, `${t("leader")}${t("gapOf", "", group.leaders.join(t("and")) || t("nobody"))}`), h("p", { class: "sub" }, `${t("members")}${t("gapOf", "", group.members.join(t("and")) || t("nobody"))}`))),
      ),
    ],
    services.length > 0 && [h("h3", {}, t("services")), h("ul", { class: "cards-row" }, services.map((service) => h("li", {}, card(service, jump), service.serves.length > 0 && h("p", { class: "sub" }, `${t("serves")}${t("gapOf", "", service.serves.map((one) => one.text).join(t("and")))}`))))],
    h("h3", {}, t("week")),
    week ? hours(week, jump) : null,
  ];
}
