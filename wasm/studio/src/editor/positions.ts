// Between lines and columns and places in a text.

import type { Text } from "@codemirror/state";
import type { Place, Position, Range } from "../types";

export function offset(doc: Text, { line, character }: Position): number {
  if (line < 0) return 0;
  if (line >= doc.lines) return doc.length;
  const { from, length } = doc.line(line + 1);
  return from + Math.min(Math.max(character, 0), length);
}

export function position(doc: Text, at: number): Position {
  const line = doc.lineAt(at);
  return { line: line.number - 1, character: at - line.from };
}

export const span = (doc: Text, { start, end }: Range): { from: number; to: number } => {
  const from = offset(doc, start);
  return { from, to: Math.max(from, offset(doc, end)) };
};

/** A place of the runbook: lines and columns from 1, columns in Unicode scalar values. */
export function placed(doc: Text, { line, column }: Place): number {
  if (line > doc.lines) return doc.length;
  const { from, text } = doc.line(Math.max(1, line));
  return from + [...text].slice(0, column - 1).join("").length;
}
