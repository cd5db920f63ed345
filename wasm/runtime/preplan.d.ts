/** A time: milliseconds from the beginning, or an ISO 8601 duration such as `"PT5M"`. */
export type Time = number | string;

/** Where something is written. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

export interface Contact {
  channel: string;
  address: string;
}

/** Something that happened, as `preplan simulate` prints it; one of the words from `started` to `closed` is there. */
export interface Effect {
  /** ISO 8601 duration from the beginning. */
  at: string;
  started?: string;
  due?: string;
  done?: string;
  overdue?: string;
  called?: string;
  notified?: string;
  escalated?: string;
  activated?: string;
  level?: string;
  finished?: string;
  closed?: string;
  /** With `level`: its level, null for none. */
  is?: string | null;
  /** With `called`, `notified` and `escalated`: who was reached, null for nobody. */
  reached?: string | null;
  contacts?: Contact[];
  /** The procedure it belongs to. */
  of?: string;
  /** The step it belongs to. */
  step?: string;
  from: Place;
}

export type Reason =
  | "not-begun"
  | "begun"
  | "unknown"
  | "in-the-past"
  | "out-of-time"
  | "not-due"
  | "not-asked"
  | "wrong-state"
  | "out-of-range"
  /** A million effects came before it: something is done and due again without end. */
  | "more"
  | "no-runbook"
  | "other-abi";

/** An event that the plan refuses, or a module that cannot be run. */
export class Refused extends Error {
  readonly reason: Reason;
  /** What happened before the refusal because time passed. */
  readonly effects: Effect[];
}

export interface State {
  now: number;
  signals: Record<string, boolean>;
  /** Values in their unit, or in milliseconds; null where there is none. */
  gauges: Record<string, number | null>;
  levels: Record<string, string | null>;
  unreachable: string[];
  procedures: Record<
    string,
    {
      is: "idle" | "active" | "finished" | "closed";
      started: number | null;
      steps: Record<string, { is: "waiting" | "due" | "done"; due: number | null; done: number | null }>;
    }
  >;
  /** Limits that have passed. */
  overdue: { overdue: string; of: string; from: Place }[];
}

/** A plan that runs, or can. All events throw {@link Refused}, and answer what they bring about; without a time they happen now. */
export interface Plan {
  /** The runbook, as `preplan compile` writes it. */
  readonly runbook: any;
  /** The present time in milliseconds. */
  readonly now: number;
  /** When the next timer falls, in milliseconds; null if none is set. */
  readonly next: number | null;
  /** Begins at time 0, with one procedure and those it starts, or with all. */
  start(procedure?: string): Effect[];
  raise(signal: string, at?: Time): Effect[];
  clear(signal: string, at?: Time): Effect[];
  /** A number in the unit of the gauge; an ISO 8601 duration for one that measures time. */
  set(gauge: string, value: number | string, at?: Time): Effect[];
  /** `of` is its procedure; it may be left out after `start(procedure)`, or where only one has a step of that name. */
  done(step: string, at?: Time, of?: string): Effect[];
  approve(post: string, at?: Time): Effect[];
  unreachable(post: string, at?: Time): Effect[];
  /** Time passes up to and with this instant. */
  advance(to: Time): Effect[];
  state(): State;
  /** The state as bytes, to be kept. */
  save(): Uint8Array;
  /** Goes on from bytes that were kept. */
  restore(bytes: Uint8Array): void;
}

/** A plan from the bytes of its module, from a response that brings them, or from a compiled module. It does not run yet. */
export function load(source: BufferSource | Response | WebAssembly.Module): Promise<Plan>;

/** Milliseconds of an ISO 8601 duration. */
export function millis(text: string): number;

/** An ISO 8601 duration of so many milliseconds. */
export function iso(ms: number): string;
