// Colours by meaning, as the compiler sees the words; between two checks they move with the text.

import { StateEffect, StateField, type Range as Marked, type Text } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";

export const setTokens = StateEffect.define<{ tokens: Uint32Array; legend: string[] }>();
const marks = new Map<string, Decoration>();

function mark(kind: string): Decoration {
  let found = marks.get(kind);
  if (!found) marks.set(kind, (found = Decoration.mark({ class: `k-${kind.replace(/\W/g, "")}` })));
  return found;
}

/** The delta encoding of the language server protocol, as marks. */
function coloured(doc: Text, tokens: Uint32Array, legend: string[]): DecorationSet {
  const ranges: Marked<Decoration>[] = [];
  let number = 1;
  let character = 0;
  let line = doc.line(1);
  for (let i = 0; i + 4 < tokens.length; i += 5) {
    const [down = 0, right = 0, length = 0, kind = 0] = tokens.subarray(i, i + 4);
    character = down > 0 ? right : character + right;
    number += down;
    if (number > doc.lines) break;
    if (down > 0) line = doc.line(number);
    const from = line.from + character;
    const to = Math.min(from + length, line.to);
    const name = legend[kind];
    if (from < to && name !== undefined) ranges.push(mark(name).range(from, to));
  }
  return Decoration.set(ranges);
}

export const colours = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(set, transaction) {
    let next = set.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setTokens)) next = coloured(transaction.state.doc, effect.value.tokens, effect.value.legend);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});
