// Lines of words that fit a width. Chinese may break anywhere but before a closing mark, other scripts between words.

const WIDE = /[⺀-鿿豈-﫿＀-￯　-〿぀-ヿ]/u;
const CLOSING = /^[，。、；：？！）》」』”’,.;:?!)\]}%℃]/u;
const OPENING = /[（《「『“‘([{]$/u;
const pen = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d");
const widths = new Map<string, number>();

export function width(text: string, font: string): number {
  if (!pen) return [...text].reduce((sum, letter) => sum + (WIDE.test(letter) ? 14 : 7.5), 0);
  const key = `${font}\n${text}`;
  let found = widths.get(key);
  if (found === undefined) {
    if (widths.size > 20000) widths.clear();
    pen.font = font;
    found = pen.measureText(text).width;
    widths.set(key, found);
  }
  return found;
}

/** The pieces between which a line may break: words, and within a word too long for half a line, between wide letters. */
function pieces(text: string, room: number, font: string): string[] {
  return (text.match(/\S+\s*/g) ?? []).flatMap((word) => (width(word, font) > room / 2 && WIDE.test(word) ? letters(word) : [word]));
}

function letters(word: string): string[] {
  const out: string[] = [];
  for (const letter of word) {
    const last = out.at(-1);
    const joins = last !== undefined && (letter === " " || CLOSING.test(letter) || OPENING.test(last) || (!WIDE.test(letter) && !WIDE.test(last)));
    if (joins) out[out.length - 1] += letter;
    else out.push(letter);
  }
  return out;
}

export function wrap(text: string, room: number, font: string): string[] {
  const lines: string[] = [];
  let line = "";
  const push = () => {
    if (line.trim() !== "") lines.push(line.trim());
    line = "";
  };
  for (const piece of pieces(text, room, font)) {
    if (line !== "" && width((line + piece).trimEnd(), font) > room) push();
    if (width(piece.trimEnd(), font) <= room) line += piece;
    else {
      // One word longer than a line is broken where it must be.
      for (const letter of piece) {
        if (line !== "" && width(line + letter, font) > room) push();
        line += letter;
      }
    }
  }
  push();
  return lines.length > 0 ? lines : [""];
}
