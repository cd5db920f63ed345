/** A contingency plan compiled by preplan, with everything resolved: nothing else is needed to show it or to run it. Things are known by the names the plan gives them. Every key is always there: null where the plan says nothing. */
export interface Runbook {
  /** Named acts. */
  actions: Runbook.Action[];
  /** Digest of the plan files the runbook was made from. */
  digest: Runbook.Digest;
  /** Forms, laws, annexes and other plans the text leans on. */
  documents: Runbook.Document[];
  /** Scenarios with expectations: the plan's own tests. */
  drills: Runbook.Drill[];
  /** How procedures are practised. */
  exercises: Runbook.Practice[];
  /** Prohibitions that always hold. */
  forbids: Runbook.Forbid[];
  /** Version of this format. */
  format: 1;
  /** What reports must contain. */
  forms: Runbook.Form[];
  /** Measured values. */
  gauges: Runbook.Gauge[];
  /** The program that made the runbook. */
  generator: Runbook.Generator;
  /** Ladders of levels. */
  ladders: Runbook.Ladder[];
  /** Prose without duty that belongs to the whole plan. */
  notes: Runbook.Note[];
  /** Holes in the text of the plan. */
  open_questions: Runbook.OpenQuestion[];
  /** Which plan it is; null where the files do not say. */
  plan: Runbook.Plan | null;
  /** Roles, groups and outside services. */
  posts: Runbook.Post[];
  /** Who does what in each kind of emergency. */
  procedures: Runbook.Procedure[];
  /** Standing work between incidents. */
  routines: Runbook.Practice[];
  /** Weekly duty hours, in the plan's time zone. */
  shifts: Runbook.Shift[];
  /** Facts that somebody reports. */
  signals: Runbook.Signal[];
  /** Things kept ready. */
  supplies: Runbook.Supply[];
  /** Measures of vague words. */
  terms: Runbook.Term[];
  /** Who is trained, and how often. */
  training: Runbook.Practice[];
  /** Findings of the checker that somebody decided to live with. */
  waivers: Runbook.Waiver[];
}

export namespace Runbook {
  /** What is done. */
  export type Act = {
    kind: "call";
    /** Whom. */
    to: Runbook.Targets;
  } | {
    kind: "dial";
    /** The numbers as written. */
    numbers: string[];
  } | {
    /** By which channels; empty for any. */
    channels: Runbook.Channel[];
    kind: "notify";
    /** Whom. */
    to: Runbook.Targets;
  } | {
    /** By which channels; empty for any. */
    channels: Runbook.Channel[];
    /** Name of the form that says what it must contain. */
    form: string | null;
    kind: "report";
    /** To whom. */
    to: Runbook.Targets;
  } | {
    /** Name of the document to write in. */
    document: string | null;
    /** What. */
    items: string[];
    kind: "record";
    /** The document in words, where it is not a declared one. */
    place: string | null;
  } | {
    /** What. */
    items: string[];
    kind: "preserve";
    /** For how long; null where the plan does not say. */
    length: Runbook.Length | null;
  } | {
    kind: "activate";
    /** Its name. */
    procedure: string;
  } | {
    /** Its name. */
    document: string;
    kind: "activate_document";
  } | {
    kind: "request";
    /** Whom. */
    to: Runbook.Targets;
  } | {
    kind: "do";
    /** What. */
    what: string;
  } | {
    /** Its name. */
    action: string;
    kind: "do_action";
  } | {
    /** Who hands it up. */
    by: Runbook.Parties | null;
    kind: "escalate";
    /** To whom. */
    to: Runbook.Targets;
  };

  /** A named act. */
  export interface Action {
    /** Where it is declared. */
    at: Runbook.Place;
    /** Clauses of the source text it encodes; those of what it stands in where it names none. */
    cite: string[];
    /** Its doc comment. */
    doc: string | null;
    /** Its name: what other parts of the runbook refer to. */
    name: string;
    /** Prose without duty. */
    notes: string[];
    /** What a reader calls it; the name where it has no title. */
    title: string;
  }

  /** What a step comes after. */
  export interface After {
    /** Whether all are waited for or the first. */
    need: Runbook.Need;
    /** Names of steps of the same procedure. */
    steps: string[];
  }

  /** A value of a gauge. */
  export type Amount = number | number | string;

  /** What equipment does. */
  export interface Automatic {
    /** The act, where the plan says it. */
    act: Runbook.Act | null;
    /** Its place. */
    at: Runbook.Place;
  }

  /** Who was called, told, or handed something up to. */
  export type Called = {
    /** The number as written. */
    number: string;
  } | Runbook.Party;

  /** Ways to reach somebody. */
  export type Channel = "phone" | "sms" | "radio" | "email" | "chat" | "broadcast" | "in_person";

  /** From when a limit counts. */
  export type Clock = {
    kind: "due";
  } | {
    kind: "start";
  } | {
    kind: "unstated";
  } | {
    kind: "step";
    /** Its name. */
    step: string;
  } | {
    kind: "signal";
    /** Its name. */
    signal: string;
  };

  /** A condition, as written and as JsonLogic. */
  export interface Condition {
    /** The same in JsonLogic. */
    logic: Runbook.Logic;
    /** As written, on one line. */
    text: string;
  }

  /** Who agrees to something. */
  export interface Consent {
    /** Its place. */
    at: Runbook.Place;
    /** In which part. */
    kind: Runbook.ConsentKind;
    /** The posts, and who stands in for each. */
    list: Runbook.Target[];
    /** Whether all are needed or one. */
    need: Runbook.Need;
  }

  /** Part of a consent. */
  export type ConsentKind = "requested" | "proposed" | "approved";

  /** A number or address. */
  export interface Contact {
    /** Number or address as written. */
    address: string;
    /** The channel. */
    channel: Runbook.Channel;
  }

  /** Digest of the plan files. */
  export interface Digest {
    /** `sha-256`. */
    algorithm: "sha-256";
    /** The files in the order in which they were read, the plan itself first. */
    files: Runbook.FileDigest[];
    /** Digest of the contents of all files, one after another, in hexadecimal. */
    value: string;
  }

  /** A form, law, annex or other plan. */
  export interface Document {
    /** Other names the text uses for it. */
    aliases: string[];
    /** Where it is declared. */
    at: Runbook.Place;
    /** Clauses of the source text it encodes; those of what it stands in where it names none. */
    cite: string[];
    /** Its doc comment. */
    doc: string | null;
    /** What kind of document it is. */
    kind: Runbook.DocumentKind | null;
    /** Where it is. */
    location: string | null;
    /** Its name: what other parts of the runbook refer to. */
    name: string;
    /** Prose without duty. */
    notes: string[];
    /** Who answers for it. */
    owners: Runbook.Owner[];
    /** What a reader calls it; the name where it has no title. */
    title: string;
  }

  /** Kinds of documents. */
  export type DocumentKind = "form" | "log" | "law" | "annex" | "plan" | "list" | "script";

  /** A scenario with expectations. */
  export interface Drill {
    /** Its place. */
    at: Runbook.Place;
    /** Clauses of the source text. */
    cite: string[];
    /** Its doc comment. */
    doc: string | null;
    /** What happens, in the order of the plan. */
    events: Runbook.Happening[];
    /** What must be seen. */
    expectations: Runbook.Expectation[];
    /** Prose without duty. */
    notes: string[];
    /** Name of the procedure it practises. */
    of: string | null;
    /** What a reader calls it. */
    title: string;
  }

  /** Who must do what. */
  export interface Duty {
    /** What is done. */
    act: Runbook.Act;
    /** Who acts. */
    actors: Runbook.Parties;
    /** Its place. */
    at: Runbook.Place;
    /** Clauses of the source text. */
    cite: string[];
    /** How often it comes again after each time it is done. */
    every: Runbook.Time[];
    /** Its time limits, in order. */
    limits: Runbook.Limit[];
    /** How binding it is. */
    modal: Runbook.Modal;
    /** As written, on one line. */
    text: string;
  }

  /** What a running procedure brings about. */
  export type Effect = {
    kind: "called";
    /** Who was meant. */
    who: Runbook.Called;
  } | {
    kind: "notified";
    /** Who was meant. */
    who: Runbook.Called;
  } | {
    kind: "escalated";
    /** To whom. */
    who: Runbook.Called;
  } | {
    kind: "activated";
    /** Its name. */
    procedure: string;
  } | {
    kind: "done";
    /** Its name. */
    step: string;
  } | {
    kind: "due";
    /** Its name. */
    step: string;
  } | {
    kind: "overdue";
    /** Its name. */
    step: string;
  } | {
    kind: "level";
    /** Name of the ladder. */
    ladder: string;
    /** Name of the level; null for any. */
    level: string | null;
  } | {
    kind: "finished";
    /** Its name. */
    procedure: string | null;
  } | {
    kind: "closed";
  };

  /** A timer of a procedure. */
  export interface Escalation {
    /** How long after the start. */
    after: Runbook.Length | null;
    /** Its place. */
    at: Runbook.Place;
    /** Clauses of the source text. */
    cite: string[];
    /** As written, on one line. */
    text: string;
    /** To whom it is handed up. */
    to: Runbook.Targets;
    /** Only if this holds then. */
    when: Runbook.Condition | null;
  }

  /** Something that happens so long (`at`, ISO 8601) after the beginning. */
  export type Event = {
    at: string;
    /** Name of the signal. */
    raise: string;
  } | {
    at: string;
    /** Name of the signal. */
    clear: string;
  } | {
    at: string;
    /** Name of the gauge. */
    set: string;
    /** Its value. */
    to: Runbook.Amount;
  } | {
    at: string;
    /** Name of the step. */
    done: string;
  } | {
    /** Name of the post. */
    approve: string;
    at: string;
  } | {
    at: string;
    /** Name of the post. */
    unreachable: string;
  };

  /** What must be seen, or must not. */
  export interface Expectation {
    /** Its place. */
    at: Runbook.Place;
    /** What. */
    effect: Runbook.Effect;
    /** Whether it must not be seen. */
    not: boolean;
    /** As written, on one line. */
    text: string;
    /** Until so long after the beginning; null for the whole drill. */
    within: Runbook.Length | null;
  }

  /** Digest of one plan file. */
  export interface FileDigest {
    /** Name of the file, as it was given to the compiler. */
    name: string;
    /** Digest of its contents, in hexadecimal. */
    value: string;
  }

  /** When a procedure finishes. Open steps are dropped, and those of the recovery become due. */
  export interface Finish {
    /** Its place. */
    at: Runbook.Place;
    /** Who proposes and approves. */
    consents: Runbook.Consent[];
    /** The condition. */
    when: Runbook.Condition;
  }

  /** A prohibition. */
  export interface Forbid {
    /** What. */
    act: Runbook.Act;
    /** Who must not. */
    actors: Runbook.Parties;
    /** Its place. */
    at: Runbook.Place;
    /** Clauses of the source text. */
    cite: string[];
    /** As written, on one line. */
    text: string;
    /** Who may permit it. */
    unless: Runbook.Consent | null;
    /** Only while this holds. */
    when: Runbook.Condition | null;
  }

  /** What a report must contain. */
  export interface Form {
    /** Where it is declared. */
    at: Runbook.Place;
    /** Clauses of the source text it encodes; those of what it stands in where it names none. */
    cite: string[];
    /** Its doc comment. */
    doc: string | null;
    /** The fields. */
    fields: string[];
    /** Its name: what other parts of the runbook refer to. */
    name: string;
    /** Prose without duty. */
    notes: string[];
    /** What a reader calls it; the name where it has no title. */
    title: string;
  }

  /** A measured value. */
  export interface Gauge {
    /** Where it is declared. */
    at: Runbook.Place;
    /** Clauses of the source text it encodes; those of what it stands in where it names none. */
    cite: string[];
    /** Its doc comment. */
    doc: string | null;
    /** What is not counted. */
    except: string[];
    /** Its name: what other parts of the runbook refer to. */
    name: string;
    /** Prose without duty. */
    notes: string[];
    /** The values it can take. */
    range: Runbook.Range;
    /** Who reports it. */
    reported_by: Runbook.Party[];
    /** What a reader calls it; the name where it has no title. */
    title: string;
    /** Its unit; `time` for a length of time. */
    unit: string | null;
  }

  /** The program that made the runbook. */
  export interface Generator {
    /** Its name. */
    name: string;
    /** Its version. */
    version: string;
  }

  /** An event of a drill with its place. */
  export interface Happening {
    /** Its place. */
    at: Runbook.Place;
    /** The event, as a line of a trace. */
    event: Runbook.Event;
    /** As written, on one line. */
    text: string;
  }

  /** A kind of danger. */
  export interface Hazard {
    /** A known kind, such as `fire` or `outage`; null for words of the plan's own. */
    kind: string | null;
    /** As written. */
    text: string;
  }

  /** A ladder of levels. */
  export interface Ladder {
    /** Where it is declared. */
    at: Runbook.Place;
    /** Clauses of the source text it encodes; those of what it stands in where it names none. */
    cite: string[];
    /** Its doc comment. */
    doc: string | null;
    /** The levels in the order of the plan. */
    levels: Runbook.Level[];
    /** Its name: what other parts of the runbook refer to. */
    name: string;
    /** Prose without duty. */
    notes: string[];
    /** Whether several levels may hold at once; the worst counts. */
    prefer_highest: boolean;
    /** What a reader calls it; the name where it has no title. */
    title: string;
    /** Whether the plan lists the worst level first. */
    worst_first: boolean;
  }

  /** A length of time. All lengths of a runbook have this shape. */
  export interface Length {
    /** ISO 8601 duration. Where `working` is true its days are working days. */
    iso: string;
    /** Milliseconds; a year counts as 365 days, a month as 30, a working day as one day. */
    ms: number;
    /** Whether its days are working days, which ISO 8601 cannot say. */
    working: boolean;
  }

  /** One level. */
  export interface Level {
    /** Where it is declared. */
    at: Runbook.Place;
    /** Clauses of the source text it encodes; those of what it stands in where it names none. */
    cite: string[];
    /** Its doc comment. */
    doc: string | null;
    /** Its name: what other parts of the runbook refer to. */
    name: string;
    /** Prose without duty. */
    notes: string[];
    /** How bad it is: 1 for the mildest level of its ladder. */
    rank: number;
    /** What a reader calls it; the name where it has no title. */
    title: string;
    /** When it holds. */
    when: Runbook.Condition | null;
  }

  /** A time limit. Done exactly at the limit is in time. */
  export interface Limit {
    /** Its place. */
    at: Runbook.Place;
    /** Clauses of the source text. */
    cite: string[];
    /** From when. */
    clock: Runbook.Clock;
    /** What happens, once, when it passes. */
    otherwise: Runbook.Act | null;
    /** As written, on one line. */
    text: string;
    /** How long. */
    within: Runbook.Time;
  }

  /** JsonLogic (jsonlogic.com) with one operator added, `held`. Variables: `signal.NAME` is true while the signal is raised; `gauge.NAME` is the value of a gauge, in its unit or in milliseconds, null before it was first set; `level.NAME` is the rank of the worst level of the ladder that holds, 0 while none holds; `step.NAME.done` is true once that step of the same procedure is done; `procedure.NAME.finished` is true once an instance of that procedure is finished. In a name `%` is written `%25` and `.` is written `%2E`, so that a variable is always a path. A comparison with a gauge that was never set is false, and so is one with a level while none holds. */
  export type Logic = {
    and: Runbook.Logic[];
  } | {
    or: Runbook.Logic[];
  } | {
    "!": Runbook.Logic[];
  } | {
    held: [Runbook.Logic, number];
  } | {
    var: string;
  } | {
    "==": Runbook.Operand[];
  } | {
    "!=": Runbook.Operand[];
  } | {
    "<": Runbook.Operand[];
  } | {
    "<=": Runbook.Operand[];
  } | {
    ">": Runbook.Operand[];
  } | {
    ">=": Runbook.Operand[];
  };

  /** How binding a duty is. Only `must` can become overdue; `may` never blocks a finish. */
  export type Modal = "must" | "must_not" | "should" | "may";

  /** How a list of posts is meant. */
  export type Need = "all" | "any";

  /** Prose without duty. */
  export interface Note {
    /** Its place. */
    at: Runbook.Place;
    /** The prose. */
    note: string;
  }

  /** A hole in the text of the plan. */
  export interface OpenQuestion {
    /** Its place. */
    at: Runbook.Place;
    /** Clause of the source text it stands in. */
    cite: string[];
    /** What is missing. */
    question: string;
  }

  /** One side of a comparison. */
  export type Operand = {
    /** Its path. */
    var: string;
  } | number | number | null;

  /** Who answers for something. */
  export interface Owner {
    /** Only in this shift; null for always. */
    during: string | null;
    /** Who. */
    who: Runbook.Party;
  }

  /** Those who act. */
  export interface Parties {
    /** Who. */
    list: Runbook.Party[];
    /** Whether all are meant or one of them. */
    need: Runbook.Need;
  }

  /** One of those who act. */
  export type Party = {
    kind: "post";
    /** Its name. */
    post: string;
  } | {
    /** How many. */
    count: number;
    kind: "count";
    /** Name of the group. */
    post: string;
  } | {
    kind: "everyone";
  } | {
    kind: "anyone";
  } | {
    kind: "someone";
  };

  /** A place in a plan file. */
  export interface Place {
    /** Column in Unicode scalar values, from 1. */
    column: number;
    /** Name of the file, as it was given to the compiler. */
    file: string;
    /** Line, from 1. */
    line: number;
  }

  /** Which plan it is. */
  export interface Plan {
    /** Other names the text uses for it. */
    aliases: string[];
    /** Where it is declared. */
    at: Runbook.Place;
    /** Clauses of the source text it encodes; those of what it stands in where it names none. */
    cite: string[];
    /** Its doc comment. */
    doc: string | null;
    /** Date from which it holds. */
    effective: string | null;
    /** Plans of one family are compared with one another. */
    family: string | null;
    /** Its name: what other parts of the runbook refer to. */
    name: string;
    /** Prose without duty. */
    notes: string[];
    /** The organisation. */
    org: string | null;
    /** The part of that text. */
    part: Runbook.Quantity | null;
    /** Code of the region, which decides the emergency numbers. */
    region: string | null;
    /** How often it is looked at again. */
    review: Runbook.Time | null;
    /** What the text promises to treat. */
    scope: string[];
    /** The texts it encodes. */
    source: string[];
    /** IANA name of the time zone of the duty hours. */
    timezone: string | null;
    /** What a reader calls it; the name where it has no title. */
    title: string;
    /** Version of the plan. */
    version: string | null;
  }

  /** A role, group or outside service. */
  export interface Post {
    /** Other names the text uses for it. */
    aliases: string[];
    /** Where it is declared. */
    at: Runbook.Place;
    /** Clauses of the source text it encodes; those of what it stands in where it names none. */
    cite: string[];
    /** How it is reached itself. */
    contacts: Runbook.Contact[];
    /** Who stands in, in order. */
    deputies: string[];
    /** Its doc comment. */
    doc: string | null;
    /** Which of the three. */
    kind: Runbook.PostKind;
    /** Who leads a group. */
    leaders: string[];
    /** Who belongs to a group. */
    members: string[];
    /** Its name: what other parts of the runbook refer to. */
    name: string;
    /** Prose without duty. */
    notes: string[];
    /** Who is reached when this post is called: the first of these who can be. */
    reached: Runbook.Reach[];
    /** Superior posts, in order. */
    reports_to: string[];
    /** What a service is for. */
    serves: Runbook.Service[];
    /** Its shifts; empty for always. */
    shifts: string[];
    /** What a reader calls it; the name where it has no title. */
    title: string;
  }

  /** Kinds of posts. */
  export type PostKind = "role" | "group" | "service";

  /** An exercise, a training or a routine. */
  export interface Practice {
    /** Where it is declared. */
    at: Runbook.Place;
    /** Who takes part. */
    audience: Runbook.Party[];
    /** Clauses of the source text it encodes; those of what it stands in where it names none. */
    cite: string[];
    /** Its doc comment. */
    doc: string | null;
    /** How often. */
    every: Runbook.Time | null;
    /** What is written down. */
    keep: string[];
    /** Its name: what other parts of the runbook refer to. */
    name: string;
    /** Prose without duty. */
    notes: string[];
    /** Names of the procedures it practises. */
    of: string[];
    /** Who answers for it. */
    owners: Runbook.Owner[];
    /** What a reader calls it; the name where it has no title. */
    title: string;
  }

  /** Who does what in one kind of emergency. */
  export interface Procedure {
    /** Other names the text uses for it. */
    aliases: string[];
    /** Where it is declared. */
    at: Runbook.Place;
    /** Clauses of the source text it encodes; those of what it stands in where it names none. */
    cite: string[];
    /** Its doc comment. */
    doc: string | null;
    /** Timers that hand it up. */
    escalations: Runbook.Escalation[];
    /** It finishes when the first of these holds. */
    finishes: Runbook.Finish[];
    /** Prohibitions while it is active. */
    forbids: Runbook.Forbid[];
    /** Dangers it answers, besides those of its start signals. */
    hazards: Runbook.Hazard[];
    /** Its name: what other parts of the runbook refer to. */
    name: string;
    /** Prose without duty. */
    notes: string[];
    /** Who answers for it. */
    owners: Runbook.Owner[];
    /** What is said about the recovery as a whole; null where there is none. */
    recovery: Runbook.Recovery | null;
    /** Scope items of the plan it answers. */
    scope: string[];
    /** It starts when one of these holds. */
    starts: Runbook.Start[];
    /** Its steps in the order of the plan, those of the recovery last. */
    steps: Runbook.Step[];
    /** What a reader calls it; the name where it has no title. */
    title: string;
  }

  /** A number with a unit. */
  export interface Quantity {
    /** The number in decimal digits, as written. */
    number: string;
    /** The unit; empty without one. */
    unit: string;
  }

  /** Least and greatest value. */
  export interface Range {
    /** The greatest value. */
    max: Runbook.Amount | null;
    /** The least value. */
    min: Runbook.Amount | null;
  }

  /** One post that is tried. */
  export interface Reach {
    /** How it is reached. */
    contacts: Runbook.Contact[];
    /** Name of the post. */
    post: string;
    /** Its title. */
    title: string;
  }

  /** The part of a procedure that follows its end. */
  export interface Recovery {
    /** Its place. */
    at: Runbook.Place;
    /** Clauses of the source text. */
    cite: string[];
    /** Prose without duty. */
    notes: string[];
  }

  /** What a service is for. */
  export interface Service {
    /** A known kind, such as `fire` or `police`; null for words of the plan's own. */
    kind: string | null;
    /** As written. */
    text: string;
  }

  /** Weekly duty hours. */
  export interface Shift {
    /** Where it is declared. */
    at: Runbook.Place;
    /** Clauses of the source text it encodes; those of what it stands in where it names none. */
    cite: string[];
    /** Its doc comment. */
    doc: string | null;
    /** Its name: what other parts of the runbook refer to. */
    name: string;
    /** Prose without duty. */
    notes: string[];
    /** What a reader calls it; the name where it has no title. */
    title: string;
    /** Its windows. */
    windows: Runbook.Window[];
  }

  /** A fact that somebody reports. */
  export interface Signal {
    /** Other names the text uses for it. */
    aliases: string[];
    /** Where it is declared. */
    at: Runbook.Place;
    /** Clauses of the source text it encodes; those of what it stands in where it names none. */
    cite: string[];
    /** Its doc comment. */
    doc: string | null;
    /** The dangers it stands for. */
    hazards: Runbook.Hazard[];
    /** Its name: what other parts of the runbook refer to. */
    name: string;
    /** Prose without duty. */
    notes: string[];
    /** Who reports it. */
    reported_by: Runbook.Party[];
    /** What a reader calls it; the name where it has no title. */
    title: string;
  }

  /** When a procedure starts. */
  export interface Start {
    /** Its place. */
    at: Runbook.Place;
    /** Who requests and approves. */
    consents: Runbook.Consent[];
    /** Time for the approval. */
    limit: Runbook.Limit | null;
    /** The condition. */
    when: Runbook.Condition;
  }

  /** One step. It is due once all it comes after is done, its condition holds and its consents are given. */
  export interface Step {
    /** What it comes after; null where it is due at once. */
    after: Runbook.After | null;
    /** Where it is declared. */
    at: Runbook.Place;
    /** Done by equipment, at the end of what it takes; null where people do it. */
    automatic: Runbook.Automatic | null;
    /** Clauses of the source text it encodes; those of what it stands in where it names none. */
    cite: string[];
    /** Who must agree before it becomes due. */
    consents: Runbook.Consent[];
    /** Its doc comment. */
    doc: string | null;
    /** Its duties. */
    duties: Runbook.Duty[];
    /** How often the step as a whole comes again. */
    every: Runbook.Time[];
    /** Prohibitions while it is due. */
    forbids: Runbook.Forbid[];
    /** Whether it belongs to the recovery. */
    in_recovery: boolean;
    /** Limits of the step as a whole, in order. */
    limits: Runbook.Limit[];
    /** Its name: what other parts of the runbook refer to. */
    name: string;
    /** Prose without duty. */
    notes: string[];
    /** How long it lasts. */
    takes: Runbook.Takes | null;
    /** What a reader calls it; the name where it has no title. */
    title: string;
    /** Names of the supplies it needs. */
    uses: string[];
    /** When it becomes due. */
    when: Runbook.Condition | null;
  }

  /** Things kept ready. */
  export interface Supply {
    /** Where it is declared. */
    at: Runbook.Place;
    /** How often it is checked. */
    check_every: Runbook.Time | null;
    /** Clauses of the source text it encodes; those of what it stands in where it names none. */
    cite: string[];
    /** Its doc comment. */
    doc: string | null;
    /** Where it is. */
    location: string | null;
    /** Its name: what other parts of the runbook refer to. */
    name: string;
    /** Prose without duty. */
    notes: string[];
    /** Who answers for it. */
    owners: Runbook.Owner[];
    /** How many. */
    quantity: Runbook.Quantity | null;
    /** What a reader calls it; the name where it has no title. */
    title: string;
  }

  /** How long a step lasts. */
  export interface Takes {
    /** At most. */
    max: Runbook.Length;
    /** At least. */
    min: Runbook.Length;
  }

  /** One of those who are addressed. */
  export interface Target {
    /** How the one meant is reached itself: a group may have a number of its own. */
    contacts: Runbook.Contact[];
    /** Who is meant. */
    meant: Runbook.Party;
    /** Who is reached, in order: the first of these who can be. Empty where no post is named. */
    reached: Runbook.Reach[];
  }

  /** Those who are addressed. */
  export interface Targets {
    /** Who. */
    list: Runbook.Target[];
    /** Whether all are meant or one of them. */
    need: Runbook.Need;
  }

  /** The measure of a vague word. */
  export interface Term {
    /** Its place. */
    at: Runbook.Place;
    /** Its measure. */
    length: Runbook.Length | null;
    /** The word. */
    word: string;
  }

  /** A length of time that may have been written as a vague word. */
  export interface Time {
    /** The length; null for a vague word that has no measure. */
    length: Runbook.Length | null;
    /** The vague word, where it is one. */
    word: string | null;
  }

  /** A finding of the checker that somebody decided to live with. */
  export interface Waiver {
    /** Its place. */
    at: Runbook.Place;
    /** Code of the rule. */
    code: string;
    /** What it covers: the place of a declaration or step; null for the whole plan. */
    covers: Runbook.Place | null;
    /** Why. */
    reason: string;
    /** Name of the rule. */
    rule: string;
    /** Last day on which it holds. */
    until: string | null;
  }

  /** Hours of some days of the week. */
  export interface Window {
    /** The days on which it begins: `mon` to `sun`. */
    days: string[];
    /** First minute, `08:30`. */
    from: string;
    /** The minute it ends, up to `24:00`; earlier than `from` where it ends on the next day. */
    to: string;
  }
}
