// What stands around the views: the head of the page, its menus, the tabs.

import { button, h, icon, ICONS, type Child } from "./dom";
import { show } from "./dialog";
import type { Files } from "./files/files";
import type { Pane, Store, Theme } from "./store";
import { spoken, t, type Key } from "./texts";
import type { Lang } from "./types";

export interface Commands {
  lang(lang: Lang): void;
  theme(theme: Theme): void;
  pane(pane: Pane, focus?: boolean): void;
  activate(name: string): void;
  close(name: string): void;
  format(): void;
  translate(keywords: Lang): void;
  fixes(): void;
  explain(): void;
  definition(): void;
  renameWord(): void;
}

function menu(label: string, entries: [string, () => void][]): HTMLElement {
  const details = h("details", { class: "menu" }, h("summary", {}, label));
  const close = () => (details.open = false);
  const list = h("div", { class: "menu-list" }, entries.map(([text, act]) => button(text, () => (close(), act()))));
  details.append(list);
  details.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && details.open) {
      close();
      details.querySelector("summary")?.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || !details.open) return;
    event.preventDefault();
    const all = [...list.querySelectorAll("button")];
    all[(all.indexOf(document.activeElement as HTMLButtonElement) + step + all.length) % all.length]?.focus();
  });
  details.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && details.contains(event.relatedTarget))) setTimeout(() => details.contains(document.activeElement) || close(), 150);
  });
  return details;
}

function keys(): void {
  const list: [string, Key][] = [["F8", "keyNext"], ["Ctrl .", "keyFix"], ["F1", "keyExplain"], ["F12", "keyDefinition"], ["F2", "keyRename"], ["Shift Alt F", "keyFormat"], ["Ctrl Space", "keyComplete"], ["Ctrl F", "keySearch"], ["Esc Tab", "keyLeave"]];
  show(t("keys"), h("dl", { class: "keys" }, list.flatMap(([key, what]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, t(what))])));
}

export function head(store: Store, files: Files, commands: Commands): Child[] {
  const other: Lang = spoken() === "zh" ? "en" : "zh";
  const themes: [Theme, Key][] = [["auto", "themeAuto"], ["light", "themeLight"], ["dark", "themeDark"]];
  return [
    h("h1", {}, h("span", { class: "mark", "aria-hidden": "true" }), "preplan", h("span", { lang: "zh" }, "预案")),
    h(
      "div",
      { class: "tools" },
      menu(t("files"), [
        [t("newFile"), () => files.create()],
        [t("openFiles"), () => files.choose()],
        [t("examples"), () => files.examples()],
        [t("rename"), () => files.rename()],
        [t("save"), () => files.save()],
        [t("saveJson"), () => files.json()],
        [t("saveWasm"), () => files.module()],
        [t("link"), () => void files.link()],
      ]),
      menu(t("tools"), [
        [t("fixes"), commands.fixes],
        [t("keyExplain"), commands.explain],
        [t("keyDefinition"), commands.definition],
        [t("renameName"), commands.renameWord],
        [t("format"), commands.format],
        [t("toZh"), () => commands.translate("zh")],
        [t("toEn"), () => commands.translate("en")],
        [t("keys"), keys],
      ]),
    ),
    h(
      "div",
      { class: "tools end" },
      h("label", { class: "hidden", for: "theme" }, t("theme")),
      h("select", { id: "theme", onchange: (event: Event) => commands.theme((event.target as HTMLSelectElement).value as Theme) }, themes.map(([value, key]) => h("option", { value, selected: store.theme === value }, t(key)))),
      button(other === "zh" ? "中文" : "English", () => commands.lang(other), { lang: other, id: "language" }),
    ),
  ];
}

export function fileTabs(store: Store, commands: Commands): Child {
  return store.files.map((file) => {
    const name = file.name.split("/").at(-1) ?? file.name;
    const current = file.name === store.active;
    return h("li", { class: current ? "current" : null }, h("button", { type: "button", "aria-current": current ? "true" : null, title: file.name, onclick: () => commands.activate(file.name) }, name), h("button", { type: "button", class: "close", "aria-label": `${t("close")} ${name}`, onclick: () => commands.close(file.name) }, icon(ICONS.close)));
  });
}

export const PANES: Pane[] = ["text", "flow", "timeline", "rehearse", "people", "cards"];

export function tabs(store: Store, narrow: boolean, commands: Commands): Child {
  const open = PANES.filter((pane) => narrow || pane !== "text");
  const walk = (event: KeyboardEvent) => {
    const at = open.indexOf(store.pane);
    const to: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1 + open.length, Home: 0, End: open.length - 1 };
    const next = to[event.key];
    const pane = next === undefined ? undefined : open[next % open.length];
    if (!pane) return;
    event.preventDefault();
    commands.pane(pane, true);
  };
  return h(
    "div",
    { role: "tablist", "aria-label": t("views"), onkeydown: walk },
    open.map((pane) => h("button", { type: "button", role: "tab", id: `tab-${pane}`, "data-key": `tab ${pane}`, "aria-selected": String(store.pane === pane), "aria-controls": pane === "text" ? "text" : "panel", tabindex: store.pane === pane ? "0" : "-1", onclick: () => commands.pane(pane) }, t(pane))),
  );
}
