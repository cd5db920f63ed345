// How the compiler is used, for the compiler of TypeScript to check.

import init, { Studio, type Edit, type Finding, type PlanError, type Runbook, type TraceEvent } from "../pkg/web/preplan_wasm.js";
import { Studio as InNode } from "../pkg/node/preplan_wasm.js";

export async function first(): Promise<Finding | undefined> {
  await init();
  const studio = new Studio("zh", "2026-11-22");
  studio.open("a.plan", "procedure p { }");
  studio.setLang("en");
  const [finding] = studio.check();
  const label: string | undefined = finding?.labels.at(0)?.text ?? finding?.help;
  console.log(label, studio.report("json"), studio.explain("P101")?.length);
  return finding;
}

export function outputs(studio: InNode): (string | undefined)[] {
  const position = { line: 0, character: 3 };
  const edits: Edit[] = [...studio.rename("a.plan", position, "b"), ...studio.actions("a.plan", { start: position, end: position }, ["quickfix"]).flatMap((a) => a.edits)];
  let runbook: Runbook | undefined;
  try {
    runbook = studio.compile("a.plan");
  } catch (error) {
    for (const finding of (error as PlanError).findings) console.log(finding.severity === "note", edits);
  }
  const step: Runbook.Step | undefined = runbook?.procedures[0]?.steps[0];
  const bytes: Uint8Array<ArrayBuffer> = studio.module("a.plan");
  const events: TraceEvent[] = [{ at: "PT1M", raise: "fire" }, { at: "PT2M", set: "load", to: 5 }, { at: "PT5M" }];
  const { effects, refused } = studio.simulate("a.plan", undefined, events);
  const [from, to] = studio.week("a.plan").gaps[0]?.gaps[0] ?? [0, 0];
  const latest: number | undefined = studio.timeline("a.plan").procedures[0]?.steps[0]?.due?.latest?.ms;
  const tokens: Uint32Array = studio.semanticTokens("a.plan");
  console.log(bytes.length, refused[0]?.index, to - from, latest, tokens.length, studio.complete("a.plan", position)[0]?.textEdit.newText);
  return [step?.title, effects[0]?.called, studio.drill("a.plan", "t", "p", events).edit.newText, studio.hover("a.plan", position)?.contents.value];
}
