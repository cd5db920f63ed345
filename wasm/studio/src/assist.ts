// What the author asks for at the cursor: fixes, what a word means, where it is declared, another name, a layout.

import { ask, say, show } from "./dialog";
import { h } from "./dom";
import { difference } from "./edits";
import type { PlanEditor } from "./editor/editor";
import { coded } from "./editor/finding";
import { position } from "./editor/positions";
import { markdown } from "./markdown";
import type { Jump, Store } from "./store";
import { t } from "./texts";
import type { Action, Edit, Finding } from "./types";

export class Assist {
  constructor(
    readonly store: Store,
    readonly editor: PlanEditor,
    readonly apply: (edits: Edit[]) => void,
    readonly jump: Jump,
  ) {}

  /** Fixes of a finding; rewritings that have nothing to do with it are left to the menu. */
  fixesOf(finding: Finding): Action[] {
    return this.store.compiler.actions(finding.name, finding.range).filter(({ kind, codes }) => kind.startsWith("quickfix") && codes.includes(finding.code));
  }

  replace(text: string | undefined): void {
    const before = this.store.file?.text;
    if (text === undefined || before === undefined) return say(t("cannotFormat"));
    if (text !== before) this.editor.view.dispatch({ changes: difference(this.editor.doc.toString(), text), userEvent: "input" });
  }

  format(): void {
    this.replace(this.store.compiler.format(this.store.active));
  }

  explain(rule: string): void {
    const page = this.store.compiler.explain(rule);
    if (page !== undefined) show(rule, h("div", { class: "page" }, markdown(page, 2)));
  }

  #here() {
    return position(this.editor.doc, this.editor.cursor);
  }

  fixes(): void {
    const { compiler, active } = this.store;
    const offers = compiler.actions(active, this.editor.range());
    const use = (action: Action) => () => {
      dialog.close();
      this.apply(action.edits);
      this.editor.view.focus();
    };
    const dialog = show(t("fixes"), offers.length > 0 ? h("ul", { class: "examples" }, offers.map((action) => h("li", {}, h("button", { type: "button", onclick: use(action) }, coded(action.title))))) : h("p", {}, t("noFixes")));
  }

  known(): void {
    const hover = this.store.compiler.hover(this.store.active, this.#here());
    const text = hover ? hover.contents.value : "";
    show(t("keyExplain"), text === "" ? h("p", {}, t("nothingKnown")) : h("div", { class: "page" }, markdown(text, 2)));
  }

  definition(): void {
    const [first] = this.store.compiler.definition(this.store.active, this.#here());
    if (first) this.jump(first);
    else say(t("noDefinition"));
  }

  rename(): void {
    const { compiler, active } = this.store;
    const at = this.#here();
    const word = this.editor.view.state.wordAt(this.editor.cursor);
    ask(t("renameName"), t("newName"), word ? this.editor.doc.sliceString(word.from, word.to) : "", (value) => {
      try {
        this.apply(compiler.rename(active, at, value));
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    });
  }
}
