// Opening, saving, examples, downloads.

import { HasErrors } from "../compiler";
import { button, h } from "../dom";
import { ask, say, show } from "../dialog";
import type { Store } from "../store";
import { spoken, t, type Key } from "../texts";
import type { PlanFile } from "../types";
import { pack } from "./link";

const MOST = 16 * 1024 * 1024;
const NEW: Record<"en" | "zh", string> = {
  zh: `语言 1

预案 新预案 "新应急预案" {
  地区 CN
}

`,
  en: `language 1

plan new-plan "New emergency plan" {
  region CN
}

`,
};

export function download(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = h("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const base = (name: string): string => (name.split("/").at(-1) ?? name).replace(/\.plan$/, "");

export class Files {
  constructor(
    readonly store: Store,
    readonly open: (files: PlanFile[], active: string) => void,
  ) {}

  create(): void {
    const taken = new Set(this.store.files.map((file) => file.name));
    const stem = spoken() === "zh" ? "新预案" : "new-plan";
    let name = `${stem}.plan`;
    for (let at = 2; taken.has(name); at++) name = `${stem}-${at}.plan`;
    this.open([{ name, text: NEW[spoken()] }], name);
  }

  choose(): void {
    const input = h("input", { type: "file", multiple: true, accept: ".plan,text/plain" });
    input.addEventListener("change", () => void this.read([...(input.files ?? [])]));
    input.click();
  }

  async read(list: File[]): Promise<void> {
    const files: PlanFile[] = [];
    for (const file of list) {
      if (file.size > MOST) say(t("tooBig", file.name));
      else files.push({ name: file.name, text: await file.text() });
    }
    if (files[0]) this.open(files, files[0].name);
  }

  save(): void {
    const { file } = this.store;
    if (file) download(`${base(file.name)}.plan`, "text/plain;charset=utf-8", file.text);
  }

  json(): void {
    this.#compiled(() => download(`${base(this.store.active)}.json`, "application/json", this.store.compiler.json(this.store.active)));
  }

  module(): void {
    this.#compiled(() => download(`${base(this.store.active)}.wasm`, "application/wasm", this.store.compiler.module(this.store.active)));
  }

  #compiled(make: () => void): void {
    try {
      make();
    } catch (error) {
      if (!(error instanceof HasErrors)) throw error;
      say(t("hasErrorsDownload"));
    }
  }

  /** The address is copied, not gone to: this window stays that of the plans themselves. */
  async link(): Promise<void> {
    const address = new URL(await pack(this.store.files, this.store.active), location.href).href;
    try {
      await navigator.clipboard.writeText(address);
      say(t("linkCopied"));
    } catch {
      const field = h("input", { id: "dialog-input", readonly: true, value: address, "aria-label": t("link") });
      show(t("link"), h("p", {}, t("linkMade")), h("div", { class: "ask" }, field));
      field.focus();
      field.select();
    }
  }

  rename(): void {
    const { file } = this.store;
    if (!file) return;
    ask(t("rename"), t("fileName"), file.name, (name) => {
      const full = name.endsWith(".plan") ? name : `${name}.plan`;
      if (full === file.name) return undefined;
      if (this.store.files.some((other) => other.name === full)) return t("nameTaken");
      this.store.compiler.close(file.name);
      file.name = full;
      this.open([file], full);
      return undefined;
    });
  }

  /** An example brings the files it uses. */
  withUsed(name: string): PlanFile[] {
    const found = new Map<string, PlanFile>();
    const visit = (path: string) => {
      const file = this.store.examples.find((one) => one.name === path);
      if (!file || found.has(path)) return;
      found.set(path, { ...file });
      const folder = path.split("/").slice(0, -1);
      for (const [, used = ""] of file.text.matchAll(/^\s*(?:use|引用)\s+["“]([^"”]+)["”]/gm)) visit([...folder, ...used.split("/").filter((part) => part !== ".")].join("/"));
    };
    visit(name);
    return [...found.values()];
  }

  examples(): void {
    const groups: [Key, string][] = [["revised", "plans/revised/"], ["asWritten", "plans/as-written/"], ["roster", "plans/revised/roster/"]];
    const of = (folder: string) => this.store.examples.filter(({ name }) => name.startsWith(folder) && !name.slice(folder.length).includes("/"));
    const title = ({ name, text }: PlanFile) => /^\s*(?:plan|预案)\s+\S+\s+["“]([^"”]+)["”]/m.exec(text)?.[1] ?? base(name);
    const pick = (name: string) => () => {
      dialog.close();
      this.open(this.withUsed(name), name);
    };
    const dialog = show(t("examples"), groups.map(([key, folder]) => [h("h3", {}, t(key)), h("ul", { class: "examples" }, of(folder).map((file) => h("li", {}, button(title(file), pick(file.name)), h("span", { class: "sub" }, base(file.name)))))]));
  }
}
