// Edits of texts that no editor shows.

import { Text } from "@codemirror/state";
import { span } from "./editor/positions";
import type { Edit } from "./types";

/** A text with edits made; their ranges are those of the text before. */
export function edited(text: string, edits: Edit[]): string {
  const doc = Text.of(text.split(/\r\n?|\n/));
  const changes = edits.map((edit) => ({ ...span(doc, edit.range), text: edit.newText })).sort((a, b) => b.from - a.from);
  let out = doc;
  for (const change of changes) out = out.replace(change.from, change.to, Text.of(change.text.split("\n")));
  return out.toString();
}

/** The one part in which a text differs from another. */
export function difference(before: string, after: string): { from: number; to: number; insert: string } {
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) from++;
  let end = 0;
  while (end < before.length - from && end < after.length - from && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}
