// The compiler's answers: the shapes of `wasm/pkg` and of a runbook, as far as the page reads them.

export type Lang = "en" | "zh";
export interface Position { line: number; character: number }
export interface Range { start: Position; end: Position }
export interface Location { name: string; range: Range }
export interface Edit { name: string; range: Range; newText: string }
export type Severity = "error" | "warning" | "note";
export interface Finding {
  code: string;
  rule: string;
  severity: Severity;
  message: string;
  why: string;
  help?: string;
  label?: string;
  cite?: string;
  name: string;
  range: Range;
  labels: { name: string; range: Range; text: string }[];
  run: string[];
  fixable: boolean;
}
export interface Action { title: string; kind: string; edits: Edit[]; isPreferred: boolean; codes: string[] }
export interface Completion {
  label: string;
  kind?: number;
  detail?: string;
  documentation?: string | { value: string };
  sortText?: string;
  filterText?: string;
  insertTextFormat?: number;
  textEdit: { range: Range; newText: string };
}
export interface Hover { contents: { value: string } | string; range?: Range }
export interface Place { file: string; line: number; column: number }
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
export interface Moment { ms: number; iso: string }
export interface Between { earliest: Moment; latest: Moment | null }
export interface TimedStep {
  name: string;
  title: string;
  at: Place;
  in_recovery: boolean;
  who: string[];
  waits_for: string[];
  limits: string[];
  due: Between | null;
  done: Between | null;
  after_due: Moment | null;
}
export interface TimedPost {
  post: string;
  title: string;
  kind: string;
  by: { how: "raises" | "told" | "leads" | "handed_up"; text: string; step: string | null; when: Between; after_due: Moment | null } | null;
}
export interface TimedProcedure { name: string; title: string; at: Place; starts: string[]; started_by: { procedure: string; step: string }[]; steps: TimedStep[]; posts: TimedPost[] }
export interface Timeline { procedures: TimedProcedure[] }
export interface Week {
  posts: { post: string; title: string; on: [number, number][] | null }[];
  gaps: { procedure: string; title: string; owners: string[]; at: Place; gaps: [number, number][] }[];
  absences: { post: string; title: string; procedures: string[]; at: Place; gaps: [number, number][] }[];
}
export interface PlanFile { name: string; text: string }
