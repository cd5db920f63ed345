// The little Markdown of rule pages and hovers, as elements. Whatever it does not know stays text.

import { h, type Child } from "./dom";

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]*)\)/g;

function inline(text: string): Child[] {
  const parts: Child[] = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    parts.push(text.slice(end, found.index));
    const [whole, code, strong, soft, label] = found;
    if (code !== undefined) parts.push(h("code", {}, code));
    else if (strong !== undefined) parts.push(h("strong", {}, strong));
    else if (soft !== undefined) parts.push(h("em", {}, soft));
    else parts.push(label ?? whole);
    end = found.index + whole.length;
  }
  parts.push(text.slice(end));
  return parts;
}

const joined = (lines: string[]): string => lines.reduce((all, line) => (/[⺀-￯]$/.test(all) && /^[⺀-￯]/.test(line) ? all + line : `${all} ${line}`));

function block(lines: string[], level: number): Node | undefined {
  const first = lines[0] ?? "";
  const heading = /^(#{1,6}) (.*)$/.exec(first);
  if (heading) return h(`h${Math.min(6, (heading[1]?.length ?? 1) + level)}` as "h3", {}, inline(heading[2] ?? ""));
  if (/^(-{3,}|\*{3,})$/.test(first)) return h("hr");
  if (/^[-*] /.test(first)) {
    const items: string[][] = [];
    for (const line of lines) {
      if (/^[-*] /.test(line)) items.push([line.slice(2)]);
      else items.at(-1)?.push(line.trim());
    }
    return h("ul", {}, items.map((item) => h("li", {}, inline(joined(item)))));
  }
  if (first.startsWith("|")) {
    const rows = lines.filter((line) => !/^\|[\s:|-]+\|$/.test(line)).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
    const [head = [], ...body] = rows;
    return h("table", {}, h("thead", {}, h("tr", {}, head.map((cell) => h("th", { scope: "col" }, inline(cell))))), h("tbody", {}, body.map((row) => h("tr", {}, row.map((cell) => h("td", {}, inline(cell)))))));
  }
  return h("p", {}, inline(joined(lines.map((line) => line.trim()))));
}

/** `level` is added to the levels of headings, so that they fit under what stands above. */
export function markdown(text: string, level = 1): DocumentFragment {
  const out = document.createDocumentFragment();
  let lines: string[] = [];
  let code: string[] | undefined;
  const flush = () => {
    if (lines.length > 0) out.append(block(lines, level) ?? "");
    lines = [];
  };
  for (const line of text.split("\n")) {
    if (line.startsWith("```")) {
      flush();
      if (code) out.append(h("pre", { tabindex: "0" }, h("code", {}, code.join("\n"))));
      code = code ? undefined : [];
    } else if (code) code.push(line.replace(/\s*\/\/~.*$/, ""));
    else if (line.trim() === "") flush();
    else if (/^#{1,6} /.test(line) || /^-{3,}$/.test(line)) {
      flush();
      lines = [line];
      flush();
    } else lines.push(line);
  }
  if (code) out.append(h("pre", { tabindex: "0" }, h("code", {}, code.join("\n"))));
  flush();
  return out;
}
