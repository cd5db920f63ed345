/** Lines and UTF-16 columns from 0, as editors count. */
export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export type Lang = "en" | "zh";

/** A place in a file. */
export interface Location {
  name: string;
  range: Range;
}

/** A replacement; an empty range inserts. */
export interface Edit {
  name: string;
  range: Range;
  newText: string;
}

export type Severity = "error" | "warning" | "note";

export interface Finding {
  /** `P401` */
  code: string;
  /** `wrong-emergency-number` */
  rule: string;
  severity: Severity;
  /** What is wrong, in one line. */
  message: string;
  /** Why the rule matters. */
  why: string;
  /** What to write instead. */
  help?: string;
  /** Message, label, run, help and clause, a line each, fit to be shown: no hidden characters. */
  text: string;
  /** The file. */
  name: string;
  range: Range;
  /** What the underlined words are. */
  label?: string;
  /** Other places that belong to it. */
  labels: { name: string; range: Range; text: string }[];
  /** A run that shows it, in the statements of a drill. */
  run: string[];
  /** Clause of the source text. */
  cite?: string;
  /** Whether `actions` has a fix that needs no second look. */
  fixable: boolean;
}

export interface Rule {
  code: string;
  name: string;
  severity: Severity;
  why: string;
}

/** `CompletionItem` of the Language Server Protocol, as far as it is filled. */
export interface CompletionItem {
  label: string;
  /** `CompletionItemKind` */
  kind: number;
  detail?: string;
  documentation?: string;
  sortText: string;
  /** What typing is compared with, where that is not the label. */
  filterText?: string;
  /** 2: `newText` has gaps to fill, `$1`, `${2:words}`. */
  insertTextFormat?: 1 | 2;
  textEdit: { range: Range; newText: string };
}

export interface Hover {
  contents: { kind: "markdown"; value: string };
  range?: Range;
}

export interface SignatureHelp {
  signatures: {
    label: string;
    documentation?: string | { kind: "markdown" | "plaintext"; value: string };
    /** `label`: from and to in the label of the signature, in UTF-16. */
    parameters?: { label: [number, number] | string; documentation?: string | { kind: "markdown" | "plaintext"; value: string } }[];
    activeParameter?: number;
  }[];
  activeSignature?: number;
  activeParameter?: number;
}

/** Something that can be done: a fix or a refactoring. */
export interface Action {
  title: string;
  /** `quickfix`, `refactor.rewrite`, `source.fixAll.preplan`, `source.keywords.preplan` */
  kind: string;
  /** None overlaps another; all ranges are those before the first. */
  edits: Edit[];
  isPreferred: boolean;
  /** The findings it is about. */
  codes: string[];
  /** Where to go on writing, after the edits. */
  cursor?: Location;
}

/** `DocumentSymbol` of the Language Server Protocol. */
export interface DocumentSymbol {
  name: string;
  detail?: string;
  /** `SymbolKind` */
  kind: number;
  range: Range;
  selectionRange: Range;
  children?: DocumentSymbol[];
}

export interface FoldingRange {
  startLine: number;
  startCharacter?: number;
  endLine: number;
  endCharacter?: number;
  kind?: "comment" | "imports" | "region";
  collapsedText?: string;
}

/** A place in a plan file, lines and columns in Unicode scalar values from 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

/** A length of time. */
export interface Moment {
  ms: number;
  /** ISO 8601 duration. */
  iso: string;
}

/** When something happens. */
export interface When {
  earliest: Moment;
  /** Null where nothing bounds it. */
  latest: Moment | null;
}

/** When each step becomes due and is done; times count from the start of the procedure. */
export interface Timeline {
  version: 1;
  procedures: {
    name: string;
    title: string;
    at: Place;
    /** Its start conditions, in the words of the plan. */
    starts: string[];
    /** Steps of other procedures that start it. */
    started_by: { procedure: string; step: string; done: When }[];
    steps: {
      name: string;
      title: string;
      at: Place;
      in_recovery: boolean;
      who: string[];
      waits_for: string[];
      limits: string[];
      /** Null where it never does. */
      due: When | null;
      done: When | null;
      after_due: Moment | null;
    }[];
    posts: {
      post: string;
      title: string;
      kind: "role" | "group" | "service";
      /** By what it is reached first for sure; null where nothing reaches it. */
      by: { how: "raises" | "told" | "leads" | "handed_up"; text: string; step: string | null; when: When; after_due: Moment | null } | null;
    }[];
  }[];
}

/** From the first minute to before the last, counted from Monday 00:00; a week has 10080. */
export type Minutes = [from: number, to: number];

export interface Week {
  version: 1;
  /** The posts that have shifts. */
  posts: {
    post: string;
    title: string;
    kind: "role" | "group" | "service";
    at: Place;
    /** Its own hours; null where not all of them are known. */
    on: Minutes[] | null;
  }[];
  /** Hours at which nobody who answers for a procedure is on duty, nor anybody who stands in. */
  gaps: { procedure: string; title: string; owners: string[]; at: Place; gaps: Minutes[] }[];
  /** Hours at which neither a post with a time limit to keep nor anybody who stands in for it is on duty. */
  absences: { post: string; title: string; procedures: string[]; at: Place; gaps: Minutes[] }[];
}

/** Something that happens, `at` an ISO 8601 duration from the beginning; with `at` alone, time passes. */
export type TraceEvent =
  | { at: string }
  | { at: string; raise: string }
  | { at: string; clear: string }
  | { at: string; set: string; to: number | string }
  | { at: string; done: string; of?: string }
  | { at: string; approve: string }
  | { at: string; unreachable: string };

/** Something that happened; one of the words from `started` to `closed` is there. */
export interface Effect {
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
  contacts?: { channel: string; address: string }[];
  of?: string;
  step?: string;
  from: Place;
}

/** The open files. Methods throw an `Error` where no file of that name is open. */
export class Studio {
  /** `lang`: language of the messages. `today`: the date on which reviews and waivers are judged, `2026-11-22`. */
  constructor(lang: Lang, today: string);
  /** Frees the memory; what is freed must not be used. */
  free(): void;
  [Symbol.dispose](): void;
  setLang(lang: Lang): void;
  setToday(today: string): void;
  /** Opens a file, or gives it another text. Names are paths such as `plans/hotline.plan`; `use` finds files by them. */
  open(name: string, text: string): void;
  close(name: string): void;
  /** The open files in order; `./a.plan` is `a.plan`. */
  names(): string[];
  /** Findings of all open files, in the order of the reports: by file, then by place. */
  check(): Finding[];
  /** The report of all open files, what `preplan check --format plain`, or `json`, prints. */
  report(format?: "plain" | "json"): string;
  /** The page of a rule in Markdown, what `preplan explain` prints, by code or name. */
  explain(rule: string): string | undefined;
  rules(): Rule[];
  complete(name: string, position: Position): CompletionItem[];
  hover(name: string, position: Position): Hover | null;
  /** The shape of the duty that is being typed. */
  signature(name: string, position: Position): SignatureHelp | null;
  definition(name: string, position: Position): Location[];
  /** Uses and declarations. */
  references(name: string, position: Position): Location[];
  /** Throws with the reason where the name cannot be changed to that. */
  rename(name: string, position: Position, to: string): Edit[];
  /** Fixes and refactorings; `only` asks for kinds, such as `source.fixAll` for all safe fixes of the file. */
  actions(name: string, range: Range, only?: string[]): Action[];
  symbols(name: string): DocumentSymbol[];
  folding(name: string): FoldingRange[];
  /** Five numbers for each: lines down, columns on, length, place in the legend, modifiers. */
  semanticTokens(name: string): Uint32Array;
  legend(): string[];
  /** The file in its layout; undefined where it cannot be read for certain. */
  format(name: string): string | undefined;
  /** The same with all keywords in one language. */
  translate(name: string, keywords: Lang): string | undefined;
  /** What the plan says, errors or not: the runbook it would be, to be shown and not to be run. */
  outline(name: string): Runbook;
  /** Throws a {@link PlanError} where the plan has errors. */
  compile(name: string): Runbook;
  /** The bytes of `preplan compile --to json`. */
  compileJson(name: string): string;
  /** The bytes of `preplan compile --to wasm`. */
  module(name: string): Uint8Array<ArrayBuffer>;
  timeline(name: string): Timeline;
  /** The bytes of `preplan timeline --format json`. */
  timelineJson(name: string): string;
  week(name: string): Week;
  /** Runs a trace of one procedure and those it starts, or of all: what `preplan simulate` prints. `index` counts the events from 0. */
  simulate(name: string, procedure: string | undefined, events: TraceEvent[]): { effects: Effect[]; refused: { index: number; reason: string }[] };
  /** A rehearsal as a `drill` in the keywords of the file, laid out, and the edit that puts it at the end of the file. */
  drill(name: string, title: string, procedure: string, events: TraceEvent[]): { text: string; edit: Edit };
}

/** Why something cannot be had. */
export interface PlanError extends Error {
  /** The findings that are in the way; may be empty. */
  findings: Finding[];
}
