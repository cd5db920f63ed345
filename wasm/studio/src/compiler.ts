// The compiler in the page. It has no guard against its own stack, so an instance that threw is replaced by a fresh one.

import init, { Studio } from "../../pkg/web/preplan_wasm.js";
import type { Finding, Lang, PlanFile, Position, Range, TraceEvent } from "./types";

/** A plan that has errors, where only one without can be used. */
export class HasErrors extends Error {}

export class Compiler {
  #raw: Studio;
  #files = new Map<string, string>();
  #lang: Lang;

  private constructor(lang: Lang) {
    this.#lang = lang;
    this.#raw = this.#fresh();
  }

  static async load(lang: Lang): Promise<Compiler> {
    await init({ module_or_path: new URL("preplan.wasm", document.baseURI) });
    return new Compiler(lang);
  }

  #fresh(): Studio {
    const now = new Date();
    const two = (part: number) => String(part).padStart(2, "0");
    const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    return new Studio(this.#lang, today);
  }

  /** Asks the instance; one that trapped is replaced, and the question has no answer. What it refuses with reasons is thrown. */
  #demand<T>(question: (raw: Studio) => T): T | undefined {
    try {
      return question(this.#raw);
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError)) throw error;
      console.warn("the compiler was restarted:", error);
      this.#raw = this.#fresh();
      for (const [name, text] of this.#files) this.#raw.open(name, text);
      return undefined;
    }
  }

  /** Asks where no answer is answer enough, as of a file that is not open. */
  #ask<T>(question: (raw: Studio) => T): T | undefined {
    try {
      return this.#demand(question);
    } catch {
      return undefined;
    }
  }

  set lang(lang: Lang) {
    this.#lang = lang;
    this.#ask((raw) => raw.setLang(lang));
  }

  open({ name, text }: PlanFile): void {
    this.#files.set(name, text);
    this.#ask((raw) => raw.open(name, text));
  }

  close(name: string): void {
    this.#files.delete(name);
    this.#ask((raw) => raw.close(name));
  }

  check = (): Finding[] => this.#ask((raw) => raw.check()) ?? [];
  explain = (rule: string) => this.#ask((raw) => raw.explain(rule));
  complete = (name: string, at: Position) => this.#ask((raw) => raw.complete(name, at)) ?? [];
  hover = (name: string, at: Position) => this.#ask((raw) => raw.hover(name, at)) ?? null;
  definition = (name: string, at: Position) => this.#ask((raw) => raw.definition(name, at)) ?? [];
  references = (name: string, at: Position) => this.#ask((raw) => raw.references(name, at)) ?? [];
  rename = (name: string, at: Position, to: string) => this.#demand((raw) => raw.rename(name, at, to)) ?? [];
  actions = (name: string, range: Range) => this.#ask((raw) => raw.actions(name, range)) ?? [];
  tokens = (name: string) => this.#ask((raw) => raw.semanticTokens(name)) ?? new Uint32Array();
  legend = () => this.#ask((raw) => raw.legend()) ?? [];
  format = (name: string) => this.#ask((raw) => raw.format(name));
  translate = (name: string, keywords: Lang) => this.#ask((raw) => raw.translate(name, keywords));
  timeline = (name: string) => this.#ask((raw) => raw.timeline(name));
  week = (name: string) => this.#ask((raw) => raw.week(name));

  /** The plan resolved, to be shown; also where it has errors. */
  outline = (name: string) => this.#ask((raw) => raw.outline(name));

  /** The bytes of the module, and the JSON of the runbook. Both throw where the plan has errors. */
  module = (name: string) => this.#whole((raw) => raw.module(name));
  json = (name: string) => this.#whole((raw) => raw.compileJson(name));

  drill = (name: string, title: string, procedure: string, events: object[]) => this.#ask((raw) => raw.drill(name, title, procedure, events as TraceEvent[]));

  #whole<T>(question: (raw: Studio) => T): T {
    let answer: T | undefined;
    try {
      answer = this.#demand(question);
    } catch (error) {
      throw new HasErrors(String(error));
    }
    if (answer === undefined) throw new HasErrors("no answer");
    return answer;
  }
}
