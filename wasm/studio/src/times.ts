// Lengths of time in words.

import type { Lang, Place } from "./types";

const UNITS: [number, string, string][] = [
  [31536e6, " y", "年"],
  [864e5, " d", "天"],
  [36e5, " h", "小时"],
  [6e4, " min", "分钟"],
  [1e3, " s", "秒"],
  [1, " ms", "毫秒"],
];

/** `2 h 5 min`, `2小时5分钟`: the two largest parts unless all are asked for. */
export function length(ms: number, lang: Lang, parts = 2): string {
  const words: string[] = [];
  let rest = Math.round(ms);
  for (const [size, en, zh] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0 && words.length < parts) words.push(`${count}${lang === "en" ? en : zh}`);
    rest -= count * size;
    if (words.length >= parts) break;
  }
  if (words.length === 0) return lang === "en" ? "0 min" : "0分钟";
  return words.join(lang === "en" ? " " : "");
}

/** A running clock: `0:05:00`, `2 d 1:00:00`. */
export function clock(ms: number, lang: Lang): string {
  const seconds = Math.floor(ms / 1e3);
  const days = Math.floor(seconds / 86400);
  const two = (part: number) => String(Math.floor(part)).padStart(2, "0");
  const time = `${Math.floor(seconds / 3600) % 24}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  return days === 0 ? time : lang === "en" ? `${days} d ${time}` : `${days}天 ${time}`;
}

/** Milliseconds of a time as people type it: `5`, `5m`, `1h30m`, `2小时`; nothing where it is none. */
export function typed(text: string): number | undefined {
  const plain = text.trim().toLowerCase().normalize("NFKC");
  if (/^\d+(\.\d+)?$/.test(plain)) return Math.round(Number(plain) * 6e4);
  const form = /(\d+(?:\.\d+)?)\s*(天|d|小时|时|h|分钟|分|min|m|秒|s)/gy;
  const sizes: Record<string, number> = { 天: 864e5, d: 864e5, 小时: 36e5, 时: 36e5, h: 36e5, 分钟: 6e4, 分: 6e4, min: 6e4, m: 6e4, 秒: 1e3, s: 1e3 };
  const compact = plain.replaceAll(" ", "");
  let sum = 0;
  let end = 0;
  for (const found of compact.matchAll(form)) {
    sum += Number(found[1]) * (sizes[found[2] ?? ""] ?? 0);
    end = found.index + found[0].length;
  }
  return end > 0 && end === compact.length ? Math.round(sum) : undefined;
}

/** Whether a place lies in the lines from one to before another. */
export const between = (line: number, from: Place, to: Place | undefined): boolean => line >= from.line && (to === undefined || line < to.line);
