// Runs a module written by `preplan compile --to wasm`, in a browser or in Node.js. docs/module.md describes the interface.

const ABI = 1;
const MORE = 255;
const MOST = 1e6;
const REASONS = ["not-begun", "begun", "unknown", "in-the-past", "out-of-time", "not-due", "not-asked", "wrong-state", "out-of-range"];
const WORDS = ["", "started", "due", "done", "overdue", "overdue", "", "activated", "level", "finished", "closed"];
const TOLD = ["called", "notified", "escalated", "activated"];
const UNITS = { Y: 31536e6, Mo: 2592e6, W: 6048e5, D: 864e5, H: 36e5, M: 6e4, S: 1e3 };

/** An event that the plan refuses, or a module that cannot be run. */
export class Refused extends Error {
  constructor(reason, effects = []) {
    super(reason);
    this.name = "Refused";
    this.reason = reason;
    this.effects = effects;
  }
}

/** Milliseconds of an ISO 8601 duration. */
export function millis(text) {
  const part = (unit) => `(?:(\\d+)${unit})?`;
  const form = `^P(?=.)${["Y", "M", "W", "D"].map(part).join("")}(?:T(?=.)${part("H")}${part("M")}(?:(\\d+(?:\\.\\d{1,3})?)S)?)?$`;
  const found = new RegExp(form).exec(text);
  if (!found) throw new Refused("out-of-time");
  return Math.round(Object.values(UNITS).reduce((sum, unit, at) => sum + unit * (found[at + 1] ?? 0), 0));
}

/** An ISO 8601 duration of so many milliseconds. */
export function iso(ms) {
  const part = (count, letter) => (count ? count + letter : "");
  const time = part(Math.floor(ms / UNITS.H) % 24, "H") + part(Math.floor(ms / UNITS.M) % 60, "M") + part((ms % UNITS.M) / 1e3, "S");
  return `P${part(Math.floor(ms / UNITS.D), "D")}${time && "T" + time}`.replace(/^P$/, "PT0S").replace(/(\.\d+)S/, (_, f) => f.padEnd(4, "0") + "S");
}

/** A plan from the bytes of its module, from a response that brings them, or from a compiled module. It does not run yet. */
export async function load(source) {
  const module =
    source instanceof WebAssembly.Module
      ? source
      : await WebAssembly.compile(typeof source.arrayBuffer === "function" ? await source.arrayBuffer() : source);
  const section = (name) => {
    const [bytes] = WebAssembly.Module.customSections(module, name);
    if (!bytes) throw new Refused("no-runbook");
    return JSON.parse(new TextDecoder().decode(bytes));
  };
  const [runbook, table] = [section("preplan.runbook"), section("preplan.table")];
  const { exports } = await WebAssembly.instantiate(module, {});
  if (exports.abi.value !== ABI) throw new Refused("other-abi");
  return new Plan(exports, runbook, table);
}

const places = (list) => new Map(list.map((item, at) => [item.name, at]));

class Plan {
  #calls;
  #table;
  #view;
  #steps = [];
  #named = new Map();
  #starts = [];
  #names = {};
  #only;
  #last;

  constructor(calls, runbook, table) {
    this.runbook = runbook;
    this.#calls = calls;
    this.#table = table;
    this.#view = new DataView(calls.memory.buffer);
    for (const name of ["signals", "gauges", "posts", "procedures"]) this.#names[name] = places(runbook[name]);
    runbook.procedures.forEach((procedure, of) => {
      for (const step of procedure.steps) {
        const named = this.#named.get(step.name) ?? [];
        this.#named.set(step.name, named.concat({ id: this.#steps.length, of }));
        this.#steps.push({ step, of });
      }
      for (const start of procedure.starts) this.#starts.push({ start, of });
    });
  }

  /** The present time in milliseconds. */
  get now() {
    return this.#calls.now();
  }

  /** When the next timer falls, in milliseconds; null if none is set. */
  get next() {
    const at = this.#calls.next();
    return at < 0 ? null : at;
  }

  start(procedure) {
    const which = procedure === undefined ? -1 : this.#id("procedures", procedure);
    const effects = this.#call("start", which);
    this.#only = procedure;
    return effects;
  }

  raise(signal, at = this.now) {
    return this.#call("raise", time(at), this.#id("signals", signal));
  }

  clear(signal, at = this.now) {
    return this.#call("clear", time(at), this.#id("signals", signal));
  }

  set(gauge, value, at = this.now) {
    const id = this.#id("gauges", gauge);
    const timed = this.runbook.gauges[id]?.unit === "time";
    if ((typeof value === "string") !== timed) throw new Refused("out-of-range");
    return this.#call("set", time(at), id, timed ? millis(value) : Math.sign(value) * Math.round(Math.abs(value) * 1e3));
  }

  done(step, at = this.now, of = this.#only) {
    let found = this.#named.get(step) ?? [];
    if (of !== undefined) found = found.filter((s) => s.of === this.#id("procedures", of));
    return this.#call("done", time(at), found.length === 1 ? found[0].id : -1);
  }

  approve(post, at = this.now) {
    return this.#call("approve", time(at), this.#id("posts", post));
  }

  unreachable(post, at = this.now) {
    return this.#call("unreachable", time(at), this.#id("posts", post));
  }

  advance(to) {
    return this.#call("advance", time(to));
  }

  /** The state in the names of the plan. */
  state() {
    const { cells } = this.#table;
    const { runbook } = this;
    const cell = (at) => this.#number(this.#calls.state.value + 8 * at);
    const when = (at) => (cell(at) < 0 ? null : cell(at));
    const each = (list, read) => Object.fromEntries(list.map((item, at) => [item.name, read(at, item)]));
    const step = (id) => {
      const at = cells.steps + 3 * id;
      return { is: ["waiting", "due", "done"][cell(at)], due: when(at + 1), done: when(at + 2) };
    };
    let first = 0;
    return {
      now: this.now,
      signals: each(runbook.signals, (at) => cell(cells.signals + 2 * at) === 1),
      gauges: each(runbook.gauges, (at, { unit }) => {
        const place = cells.gauges + 2 * at;
        return cell(place) ? cell(place + 1) / (unit === "time" ? 1 : 1e3) : null;
      }),
      levels: each(runbook.ladders, (at, ladder) => ladder.levels.find((l) => l.rank === cell(cells.ladders + at))?.name ?? null),
      unreachable: runbook.posts.filter((_, at) => cell(cells.posts + at)).map((post) => post.name),
      procedures: each(runbook.procedures, (at, { steps }) => {
        const place = cells.procedures + 3 * at;
        const ids = first;
        first += steps.length;
        return {
          is: ["idle", "active", "finished", "closed"][cell(place)],
          started: when(place + 1),
          steps: each(steps, (own) => step(ids + own)),
        };
      }),
      overdue: this.#table.limits.flatMap(([id, ...from], at) => {
        const { step, of } = this.#steps[id];
        return cell(cells.limits + at) ? [{ overdue: step.name, of: runbook.procedures[of].name, from: this.#place(from) }] : [];
      }),
    };
  }

  /** The state as bytes, to be kept. */
  save() {
    const { state, state_size, memory } = this.#calls;
    return new Uint8Array(memory.buffer, state.value, state_size.value).slice();
  }

  /** Goes on from bytes that were kept. */
  restore(bytes) {
    const { staging, state_size, memory } = this.#calls;
    if (bytes.length === state_size.value) new Uint8Array(memory.buffer).set(bytes, staging.value);
    this.#call("restore", bytes.length);
  }

  #id(list, name) {
    return this.#names[list].get(name) ?? -2;
  }

  /** Makes a call, again while the module has more effects than room. */
  #call(name, ...values) {
    const effects = [];
    for (;;) {
      const answer = this.#calls[name](...values);
      const code = answer & 255;
      for (let i = 0, at = this.#calls.effects.value; i < answer >>> 8; i++, at += 24) effects.push(this.#effect(at));
      if (code === 0) return effects;
      if (code !== MORE || effects.length > MOST) throw new Refused(REASONS[code - 1] ?? "more", effects);
    }
  }

  /** A whole number of 64 bits; those of a plan are exact as a number. */
  #number(at) {
    return this.#view.getInt32(at + 4, true) * 2 ** 32 + this.#view.getUint32(at, true);
  }

  /** A time as a duration; most effects of a call have the same one. */
  #time(ms) {
    if (this.#last?.ms !== ms) this.#last = { ms, text: iso(ms) };
    return this.#last.text;
  }

  #effect(address) {
    const at = this.#time(this.#number(address));
    const small = (offset) => this.#view.getInt32(address + offset, true);
    const [kind, id, who] = [small(8), small(12), small(16)];
    const word = WORDS[kind];
    const procedure = (which) => this.runbook.procedures[which];
    switch (kind) {
      case 1: case 7: case 9: case 10:
        return { at, [word]: procedure(id).name, from: procedure(id).at };
      case 5:
        return { at, overdue: procedure(this.#starts[id].of).name, from: this.#starts[id].start.at };
      case 6:
        return this.#told(at, id, who);
      case 8: {
        const ladder = this.runbook.ladders[id];
        return { at, level: ladder.name, is: ladder.levels.find((l) => l.rank === who)?.name ?? null, from: ladder.at };
      }
      default: {
        const [which, ...from] = kind === 4 ? this.#table.limits[id] : [id];
        const { step, of } = this.#steps[which];
        return { at, [word]: step.name, of: procedure(of).name, from: kind === 4 ? this.#place(from) : step.at };
      }
    }
  }

  #told(at, id, who) {
    const [kind, whom, of, step, ...from] = this.#table.messages[id];
    const { posts, procedures } = this.runbook;
    const meant = posts[whom]?.name ?? whom;
    const by = { reached: who === -2 ? meant : (posts[who]?.name ?? null), contacts: posts[who]?.contacts ?? [] };
    const effect = { at, [TOLD[kind]]: meant, ...(kind < 3 && by), of: procedures[of].name };
    if (step >= 0) effect.step = this.#steps[step].step.name;
    return { ...effect, from: this.#place(from) };
  }

  #place([file, line, column]) {
    return { file: this.#table.files[file], line, column };
  }
}

const time = (at) => (typeof at === "string" ? millis(at) : at);
