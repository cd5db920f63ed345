// Events a second: a compiled module, called as the loader calls it and through the loader, beside an XState actor with the same steps.
// node wasm/bench/events.js MODULE.wasm, the module of a chain of steps that follow one another; see docs/speed.md.

import { readFileSync } from "node:fs";
import { createActor, createMachine } from "xstate";
import { load } from "../runtime/preplan.js";

const bytes = readFileSync(process.argv[2]);
const module = await WebAssembly.compile(bytes);
const plan = await load(module);
const { name, steps } = plan.runbook.procedures[0];
const SECONDS = 1;

/** Rounds a second, the best of five; a round is as many events as there are steps. */
function rate(round) {
  let best = 0;
  for (let turn = 0; turn < 5; turn++) {
    let rounds = 0;
    const start = performance.now();
    let spent = 0;
    while (spent < (SECONDS * 1000) / 5) {
      for (let i = 0; i < 20; i++) round();
      rounds += 20;
      spent = performance.now() - start;
    }
    best = Math.max(best, rounds / spent);
  }
  return best * 1000 * steps.length;
}

// The state after the start; each round goes back to it, so that a round is the whole chain.
plan.start(name);
plan.raise(plan.runbook.signals[0].name);
const kept = plan.save();

const { exports } = new WebAssembly.Instance(module);
const memory = new Uint8Array(exports.memory.buffer);
const { done, restore } = exports;
const staging = exports.staging.value;
memory.set(kept, staging);
restore(kept.length);
const raw = rate(() => {
  // What was staged stays staged.
  restore(kept.length);
  for (let step = 0; step < steps.length; step++) done(0, step);
});

const looped = rate(() => {
  plan.restore(kept);
  for (const step of steps) plan.done(step.name, 0, name);
});

const states = Object.fromEntries(steps.map((step, at) => [step.name, { on: { DONE: steps[(at + 1) % steps.length].name } }]));
const actor = createActor(createMachine({ initial: steps[0].name, states })).start();
const DONE = { type: "DONE" };
const xstate = rate(() => {
  for (let step = 0; step < steps.length; step++) actor.send(DONE);
});

function median(what) {
  const times = Array.from({ length: 101 }, () => {
    const start = performance.now();
    what();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[50];
}

const instantiate = median(() => new WebAssembly.Instance(module));
const compile = median(() => new WebAssembly.Module(bytes));
const create = median(() => createActor(createMachine({ initial: steps[0].name, states })).start());

const million = (n) => (n / 1e6).toFixed(2).padStart(8) + " million events/s";
console.log(`${steps.length} steps`);
console.log(`module            ${million(raw)}   ${(raw / xstate).toFixed(0)} times XState`);
console.log(`through loader    ${million(looped)}   ${(looped / xstate).toFixed(1)} times XState`);
console.log(`XState actor      ${million(xstate)}`);
console.log(`compile ${compile.toFixed(3)} ms, instantiate ${instantiate.toFixed(3)} ms; XState machine and actor ${create.toFixed(3)} ms`);
