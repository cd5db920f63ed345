// The shapes of the compiler's answers: those that `wasm/pkg` declares, and a runbook as far as the page reads it.

import type { Place, Timeline } from "../../pkg/web/preplan_wasm.js";

export type { Action, CompletionItem as Completion, Edit, Finding, Hover, Lang, Location, Place, Position, Range, Severity, Timeline, TraceEvent, Week, When as Between } from "../../pkg/web/preplan_wasm.js";
export type TimedProcedure = Timeline["procedures"][number];
export type TimedStep = TimedProcedure["steps"][number];
export type TimedPost = TimedProcedure["posts"][number];
export interface Length { iso: string; ms: number; working: boolean }
export interface Time { word: string | null; length: Length | null }
export interface Contact { channel: string; address: string }
export interface Reach { post: string; title: string; contacts: Contact[] }
export type Party = { kind: "post"; post: string } | { kind: "count"; count: number; post: string } | { kind: "everyone" | "anyone" | "someone" };
export interface Parties { need: "all" | "any"; list: Party[] }
export interface Target { meant: Party; contacts: Contact[]; reached: Reach[] }
export interface Targets { need: "all" | "any"; list: Target[] }
export interface Condition { text: string; logic: unknown }
export interface Consent { kind: "requested" | "proposed" | "approved"; need: "all" | "any"; list: Target[]; at: Place }
export interface Act { kind: string; to?: Targets; numbers?: string[]; procedure?: string; by?: Parties | null }
export interface Limit { text: string; within: Time; clock: { kind: string; step?: string; signal?: string }; otherwise: Act | null; at: Place }
export interface Duty { text: string; actors: Parties; modal: "must" | "must_not" | "should" | "may"; act: Act; limits: Limit[]; every: Time[]; at: Place }
export interface About { name: string; title: string; doc: string | null; cite: string[]; notes: string[]; at: Place }
export interface Forbid { text: string; at: Place }
export interface Step extends About {
  in_recovery: boolean;
  after: { need: "all" | "any"; steps: string[] } | null;
  when: Condition | null;
  takes: { min: Length; max: Length } | null;
  consents: Consent[];
  uses: string[];
  automatic: { act: Act | null; at: Place } | null;
  duties: Duty[];
  limits: Limit[];
  every: Time[];
  forbids: Forbid[];
}
export interface Procedure extends About {
  owners: { who: Party; during: string | null }[];
  starts: { when: Condition; consents: Consent[]; limit: Limit | null; at: Place }[];
  steps: Step[];
  escalations: { text: string; to: Targets; after: Length | null; when: Condition | null; at: Place }[];
  forbids: Forbid[];
  finishes: { when: Condition; consents: Consent[]; at: Place }[];
}
export interface Post extends About {
  kind: "role" | "group" | "service";
  aliases: string[];
  contacts: Contact[];
  reports_to: string[];
  deputies: string[];
  leaders: string[];
  members: string[];
  shifts: string[];
  serves: { kind: string | null; text: string }[];
  reached: Reach[];
}
export interface Gauge extends About { unit: string | null; range: { min: number | string | null; max: number | string | null } }
export interface Signal extends About { reported_by: Party[] }
export interface Runbook {
  plan: (About & { org: string | null; version: string | null }) | null;
  posts: Post[];
  signals: Signal[];
  gauges: Gauge[];
  ladders: (About & { levels: (About & { when: Condition | null })[] })[];
  procedures: Procedure[];
  forbids: Forbid[];
}
export interface PlanFile { name: string; text: string }
