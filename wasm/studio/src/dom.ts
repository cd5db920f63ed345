// Elements out of data. Text only ever becomes text nodes and attribute values: nothing here reads markup.

export type Child = Node | string | number | null | undefined | false | Child[];
type Value = string | number | boolean | null | undefined | EventListener | ((event: any) => void);
export type Props = Record<string, Value>;

const SVG = "http://www.w3.org/2000/svg";

function fill(element: Element, props: Props, children: Child[]): void {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value as EventListener);
    else if (/^(on|style$|srcdoc$)/.test(name)) throw new Error(`${name} is not an attribute for data`);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  put(element, children);
}

function put(element: Element, children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) put(element, child);
    else element.append(child instanceof Node ? child : String(child));
  }
}

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, props, children);
  return element;
}

export function s<K extends keyof SVGElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag) as SVGElementTagNameMap[K];
  fill(element, props, children);
  return element;
}

/** Puts new contents in place of the old; the focus stays on the element with the same `data-key`. */
export function render(container: HTMLElement, ...children: Child[]): void {
  const focused = container.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset["key"] : undefined;
  const top = container.scrollTop;
  container.replaceChildren();
  put(container, children);
  container.scrollTop = top;
  if (focused !== undefined) find(container, focused)?.focus({ preventScroll: true });
}

export function find(container: HTMLElement, key: string): HTMLElement | undefined {
  return [...container.querySelectorAll<HTMLElement>("[data-key]")].find((element) => element.dataset["key"] === key);
}

/** A button with words on it. */
export function button(label: string, act: () => void, props: Props = {}): HTMLButtonElement {
  return h("button", { type: "button", onclick: act, ...props }, label);
}

/** A line drawing of 16 by 16 that stands beside words, so that readers of the screen pass over it. */
export function icon(path: string, name = ""): SVGSVGElement {
  return s("svg", { class: `icon ${name}`, viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" }, s("path", { d: path }));
}

export const ICONS = {
  clock: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 4.7V8l2.3 1.6",
  up: "M8 13V3.5M4.2 7 8 3.2 11.8 7",
  when: "M8 1.8 14.2 8 8 14.2 1.8 8Z",
  people: "M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8ZM2.8 14c.4-3 2.4-4.4 5.2-4.4s4.8 1.4 5.2 4.4",
  close: "M4 4l8 8M12 4l-8 8",
  error: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 5v3.6M8 10.6v.6",
  warning: "M8 2.4 14.4 13.4H1.6ZM8 6.4v3.2M8 11.2v.5",
  note: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 7.2v3.8M8 4.8v.6",
  done: "M3 8.6 6.4 12 13 4.6",
  wide: "M9.5 2.5h4v4M13.5 2.5 9 7M6.5 13.5h-4v-4M2.5 13.5 7 9",
} as const;
