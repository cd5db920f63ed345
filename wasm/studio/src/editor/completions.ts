// Completion: keywords, names and whole forms, as the compiler offers them.

import { snippet, type Completion, type CompletionContext, type CompletionResult, type CompletionSource } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import type { Compiler } from "../compiler";
import { h } from "../dom";
import { markdown } from "../markdown";
import type { Completion as Offer } from "../types";
import { position, span } from "./positions";

// Numbers of the language server protocol.
const KINDS: Record<number, string> = { 3: "function", 2: "method", 6: "variable", 7: "class", 13: "enum", 14: "keyword", 15: "text", 20: "constant", 22: "class", 23: "variable" };
const WORD = /[\p{L}\p{N}_`-]*$/u;

/** The form of one editor for holes, `$1` and `${1:x}`, in that of the other. */
const holes = (text: string): string => text.replace(/\$\{?0\}?/g, "${}").replace(/\$(\d)/g, "${$1}").replace(/\$\{(\d+)\|([^,|]*)[^}]*\}/g, "${$1:$2}").replace(/\\([$}\\])/g, "$1");

function offered(offer: Offer): Completion {
  const { newText, range } = offer.textEdit;
  const { documentation } = offer;
  return {
    label: offer.label,
    ...(offer.detail ? { detail: offer.detail } : {}),
    type: KINDS[offer.kind ?? 0] ?? "text",
    ...(documentation ? { info: () => h("div", {}, markdown(documentation, 3)) } : {}),
    apply: (view: EditorView, completion: Completion, from: number, to: number) => {
      const start = Math.min(from, span(view.state.doc, range).from);
      if (offer.insertTextFormat === 2) snippet(holes(newText))(view, completion, start, to);
      else view.dispatch({ changes: { from: start, to, insert: newText }, selection: { anchor: start + newText.length }, userEvent: "input.complete" });
    },
  };
}

export function completions(compiler: Compiler, name: () => string): CompletionSource {
  return (context: CompletionContext): CompletionResult | null => {
    const line = context.state.doc.lineAt(context.pos);
    const typed = WORD.exec(line.text.slice(0, context.pos - line.from))?.[0] ?? "";
    if (!context.explicit && typed === "") return null;
    const offers = compiler.complete(name(), position(context.state.doc, context.pos));
    if (offers.length === 0) return null;
    const sorted = [...offers].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));
    const lowered = typed.toLowerCase();
    const fits = (offer: Offer) => [offer.filterText, offer.label].some((text) => text?.toLowerCase().includes(lowered));
    const options = sorted.filter(fits).map(offered);
    return options.length > 0 ? { from: context.pos - typed.length, options, filter: false } : null;
  };
}
