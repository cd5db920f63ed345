// The editor: CodeMirror with the compiler behind it.

import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap, foldService, indentService, indentUnit } from "@codemirror/language";
import { nextDiagnostic, previousDiagnostic, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState, type Extension, type Text } from "@codemirror/state";
import { crosshairCursor, drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, hoverTooltip, keymap, lineNumbers, rectangularSelection } from "@codemirror/view";
import type { Compiler } from "../compiler";
import { h } from "../dom";
import { markdown } from "../markdown";
import { spoken, t } from "../texts";
import type { Edit, Finding, PlanFile, Place, Range } from "../types";
import { colours, setTokens } from "./colours";
import { completions } from "./completions";
import { described, type Offers } from "./finding";
import { look } from "./look";
import { PHRASES } from "./phrases";
import { placed, position, span } from "./positions";

export interface Hooks extends Offers {
  changed(text: string): void;
  moved(line: number): void;
  fixesHere(): void;
  explainHere(): void;
  definition(): void;
  rename(): void;
  format(): void;
}

const fromOutside = Annotation.define<boolean>();

const folds = foldService.of((state, start, end) => {
  const line = state.doc.sliceString(start, end);
  if (!/[{｛]\s*(\/\/.*)?$/.test(line)) return null;
  const indent = /^\s*/.exec(line)?.[0].length ?? 0;
  for (let number = state.doc.lineAt(start).number + 1; number <= state.doc.lines; number++) {
    const below = state.doc.line(number);
    if (/^\s*[}｝]/.test(below.text) && (/^\s*/.exec(below.text)?.[0].length ?? 0) <= indent) return { from: end, to: below.from - 1 };
  }
  return null;
});

const indents = indentService.of((context, at) => {
  const above = context.lineAt(at, -1);
  const before = context.state.doc.lineAt(at);
  const text = above.from === before.from ? context.state.doc.lineAt(Math.max(0, before.from - 1)).text : above.text;
  const depth = /^\s*/.exec(text)?.[0].length ?? 0;
  const opens = /[{｛]\s*$/.test(text) ? 2 : 0;
  const closes = /^\s*[}｝]/.test(context.textAfterPos(at)) ? 2 : 0;
  return Math.max(0, depth + opens - closes);
});

export class PlanEditor {
  readonly view: EditorView;
  #states = new Map<string, EditorState>();
  #name = "";
  #words = new Compartment();

  constructor(
    readonly host: HTMLElement,
    readonly compiler: Compiler,
    readonly hooks: Hooks,
  ) {
    const root = host.attachShadow({ mode: "open" });
    this.view = new EditorView({ state: EditorState.create({ doc: "" }), parent: root, root });
  }

  #extensions(): Extension {
    const { hooks } = this;
    const key = (binding: string, act: () => void) => ({ key: binding, run: () => (act(), true), preventDefault: true });
    return [
      this.#words.of(this.#spoken()),
      lineNumbers(),
      foldGutter(),
      history(),
      drawSelection(),
      EditorState.allowMultipleSelections.of(true),
      rectangularSelection(),
      crosshairCursor(),
      bracketMatching(),
      closeBrackets(),
      EditorState.languageData.of(() => [{ closeBrackets: { brackets: ["(", "{", '"', "“"] }, commentTokens: { line: "//", block: { open: "/*", close: "*/" } } }]),
      indentUnit.of("  "),
      indents,
      folds,
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSelectionMatches(),
      search({ top: true }),
      EditorView.lineWrapping,
      colours,
      look,
      autocompletion({ override: [completions(this.compiler, () => this.#name)], activateOnTyping: true, maxRenderedOptions: 60 }),
      hoverTooltip((view, at) => this.#hover(view, at)),
      keymap.of([
        key("F8", () => nextDiagnostic(this.view)),
        key("Shift-F8", () => previousDiagnostic(this.view)),
        key("Mod-.", hooks.fixesHere),
        key("F1", hooks.explainHere),
        key("F12", hooks.definition),
        key("F2", hooks.rename),
        key("Shift-Alt-f", hooks.format),
        { key: "Tab", run: acceptCompletion },
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...foldKeymap,
        ...defaultKeymap,
      ]),
      EditorView.domEventHandlers({
        // What replaces a selection is put in here: the browser would carry styles along in attributes, which the security policy stops.
        beforeinput: (event, view) => {
          const { main } = view.state.selection;
          const words = event.data;
          if (event.inputType !== "insertText" || words === null || main.empty || event.isComposing) return false;
          const insert = () => view.state.update(view.state.replaceSelection(words), { userEvent: "input.type", scrollIntoView: true });
          if (!view.state.facet(EditorView.inputHandler).some((handler) => handler(view, main.from, main.to, words, insert))) view.dispatch(insert());
          event.preventDefault();
          return true;
        },
        click: (event, view) => {
          if (!(event.ctrlKey || event.metaKey)) return false;
          const at = view.posAtCoords(event);
          if (at === null) return false;
          view.dispatch({ selection: { anchor: at } });
          hooks.definition();
          return true;
        },
      }),
      EditorView.updateListener.of((update) => {
        const outside = update.transactions.some((transaction) => transaction.annotation(fromOutside));
        if (update.docChanged && !outside) hooks.changed(update.state.doc.toString());
        if (update.selectionSet || update.docChanged) hooks.moved(update.state.doc.lineAt(update.state.selection.main.head).number);
      }),
    ];
  }

  #spoken(): Extension {
    return [EditorView.contentAttributes.of({ tabindex: "0", "aria-label": t("editor"), lang: spoken(), spellcheck: "false", autocorrect: "off", autocapitalize: "off" }), spoken() === "zh" ? EditorState.phrases.of(PHRASES) : []];
  }

  /** The language of the page has changed. */
  retell(): void {
    this.view.dispatch({ effects: this.#words.reconfigure(this.#spoken()) });
    for (const name of [...this.#states.keys()]) this.#states.delete(name);
  }

  /** Shows a file; what was typed in others can still be undone when they come back. */
  open(file: PlanFile): void {
    if (this.#name !== "" && this.#name !== file.name) this.#states.set(this.#name, this.view.state);
    this.#name = file.name;
    const kept = this.#states.get(file.name);
    if (kept && kept.doc.toString() === file.text) this.view.setState(kept);
    else this.view.setState(EditorState.create({ doc: file.text, extensions: this.#extensions() }));
  }

  forget(name: string): void {
    this.#states.delete(name);
    if (this.#name === name) this.#name = "";
  }

  get doc(): Text {
    return this.view.state.doc;
  }

  get cursor(): number {
    return this.view.state.selection.main.head;
  }

  range(): Range {
    const { from, to } = this.view.state.selection.main;
    return { start: position(this.doc, from), end: position(this.doc, to) };
  }

  /** Underlines what was found. */
  mark(findings: Finding[]): void {
    const diagnostics: Diagnostic[] = findings.map((finding) => {
      const { from, to } = span(this.doc, finding.range);
      const severity = finding.severity === "note" ? "info" : finding.severity;
      return { from, to, severity, message: finding.message, renderMessage: () => described(finding, this.hooks) };
    });
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }

  /** Colours the words by what they mean. */
  colour(): void {
    this.view.dispatch({ effects: setTokens.of({ tokens: this.compiler.tokens(this.#name), legend: this.compiler.legend() }) });
  }

  /** Puts edits into the text, as one step that can be undone. */
  edit(edits: Edit[]): void {
    const changes = edits.filter((edit) => edit.name === this.#name).map((edit) => ({ ...span(this.doc, edit.range), insert: edit.newText }));
    if (changes.length > 0) this.view.dispatch({ changes, userEvent: "input", scrollIntoView: true });
  }

  jump(to: Place | { range: Range }): void {
    const at = "range" in to ? span(this.doc, to.range).from : placed(this.doc, to);
    this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    this.view.focus();
  }

  complete(): void {
    startCompletion(this.view);
  }

  #hover(view: EditorView, at: number) {
    const hover = this.compiler.hover(this.#name, position(view.state.doc, at));
    if (!hover) return null;
    const word = hover.range ? span(view.state.doc, hover.range) : { from: at, to: at };
    // What was found there stands in a card of its own.
    const all = hover.contents.value;
    const text = all.split(/\n\n---\n\n/).filter((part) => !/^\W*P\d{3}\b/.test(part)).join("\n\n---\n\n");
    if (text === "") return null;
    return { pos: word.from, end: Math.max(word.to, at), above: true, create: () => ({ dom: h("div", { class: "card" }, markdown(text, 2)) }) };
  }
}
