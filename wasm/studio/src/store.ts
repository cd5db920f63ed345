// What the page knows: the open files, what is looked at, and what the compiler found. Views listen and draw themselves.

import type { Compiler } from "./compiler";
import type { Finding, Lang, PlanFile, Place, Procedure, Range, Runbook } from "./types";

export type Pane = "text" | "flow" | "timeline" | "rehearse" | "people" | "cards";
export type Theme = "auto" | "light" | "dark";
/** `text`: it was edited; `findings`: it was checked; `files`: others are open; `view`: something else is looked at; `lang`: the language changed. */
export type Change = "text" | "findings" | "files" | "view" | "lang";

export class Store {
  files: PlanFile[] = [];
  active = "";
  pane: Pane = "flow";
  procedure: string | undefined;
  lang: Lang = "zh";
  theme: Theme = "auto";
  findings: Finding[] = [];
  examples: PlanFile[] = [];
  /** Counts edits, so that what was made of a text is known to be old. */
  version = 0;
  #listeners: ((change: Change) => void)[] = [];
  #outline: { version: number; active: string; runbook: Runbook | undefined } | undefined;

  constructor(readonly compiler: Compiler) {}

  listen(listener: (change: Change) => void): void {
    this.#listeners.push(listener);
  }

  tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  get file(): PlanFile | undefined {
    return this.files.find((file) => file.name === this.active);
  }

  /** The active plan resolved; made once for each text. */
  get outline(): Runbook | undefined {
    if (this.#outline?.version !== this.version || this.#outline.active !== this.active) {
      const runbook = this.file ? this.compiler.outline(this.active) : undefined;
      this.#outline = { version: this.version, active: this.active, runbook };
    }
    return this.#outline.runbook;
  }

  /** The procedure that is looked at. */
  get chosen(): Procedure | undefined {
    const all = this.outline?.procedures ?? [];
    return all.find((procedure) => procedure.name === this.procedure) ?? all[0];
  }

  /** Findings that stand in the lines of something. */
  findingsIn(file: string, from: number, to: number | undefined): Finding[] {
    const inside = (name: string, range: Range) => name === file && range.start.line + 1 >= from && (to === undefined || range.start.line + 1 < to);
    return this.findings.filter((f) => inside(f.name, f.range) || f.labels.some((label) => inside(label.name, label.range)));
  }

  errors(): Finding[] {
    return this.findings.filter((f) => f.severity === "error");
  }
}

/** Goes to a place in the text. */
export type Jump = (to: Place | { name: string; range: Range }) => void;
