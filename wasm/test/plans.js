// The revised plans as modules, and what the engine does in their drills.

import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { iso, load, millis } from "../runtime/preplan.js";
import { trace } from "./drills.js";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const preplan = process.env.PREPLAN;
if (!preplan) throw new Error("PREPLAN names the command: run wasm/test.sh");

const folder = mkdtempSync(join(tmpdir(), "preplan-"));

/** The module of a plan file. */
export function module(file) {
  const out = join(folder, "plan.wasm");
  execFileSync(preplan, ["compile", file, "--to", "wasm", "-o", out], { cwd: root, stdio: "pipe" });
  return readFileSync(out);
}

async function simulated(file, of, lines, name) {
  const events = join(folder, name);
  writeFileSync(events, lines.map((line) => JSON.stringify(line)).join("\n"));
  const args = ["simulate", file, "--procedure", of, "--trace", events];
  const { stdout } = await promisify(execFile)(preplan, args, { cwd: root, maxBuffer: 1 << 26 });
  return stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

/** Each revised plan: its file, its module and its drills with the effects the engine says they have. */
export async function revised() {
  const files = readdirSync(join(root, "plans/revised")).filter((name) => name.endsWith(".plan")).sort();
  const plans = files.map((name) => ({ file: `plans/revised/${name}`, bytes: module(`plans/revised/${name}`) }));
  for (const plan of plans) {
    plan.drills = (await load(plan.bytes)).runbook.drills.map((drill) => ({ of: drill.of, title: drill.title, lines: trace(drill, millis, iso) }));
  }
  const all = plans.flatMap((plan) => plan.drills.map((drill) => ({ file: plan.file, drill })));
  const work = async (lane) => {
    for (let i = lane; i < all.length; i += 2) {
      const { file, drill } = all[i];
      drill.effects = await simulated(file, drill.of, drill.lines, `${i}.jsonl`);
    }
  };
  await Promise.all([work(0), work(1)]);
  return plans;
}
