// Runs in Node.js and in a page: drills through the loader, compared with what `preplan simulate` printed.

/** The events of a drill as lines of a trace; the last says that the time it looks at is over. */
export function trace(drill, millis, iso) {
  const events = drill.events.map((e) => e.event);
  const ends = drill.expectations.map((e) => e.within?.ms ?? 0);
  const end = Math.max(...events.map((e) => millis(e.at)), ...ends, 0);
  return [...events, { at: iso(end) }];
}

/** All effects of a trace; what is refused is an effect of the test. */
export function run(plan, lines, of) {
  const effects = [...plan.start(of)];
  for (const { at, raise, clear, set, to, done, approve, unreachable } of lines) {
    if (raise !== undefined) effects.push(...plan.raise(raise, at));
    else if (clear !== undefined) effects.push(...plan.clear(clear, at));
    else if (set !== undefined) effects.push(...plan.set(set, to, at));
    else if (done !== undefined) effects.push(...plan.done(done, at));
    else if (approve !== undefined) effects.push(...plan.approve(approve, at));
    else if (unreachable !== undefined) effects.push(...plan.unreachable(unreachable, at));
    else effects.push(...plan.advance(at));
  }
  return effects;
}

const sorted = (value) =>
  Array.isArray(value) ? value.map(sorted) : value && typeof value === "object" ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : value;

/** The first effect that differs, as text; nothing if none does. */
export function differs(found, wanted) {
  for (let i = 0; i < Math.max(found.length, wanted.length); i++) {
    const [a, b] = [found[i], wanted[i]].map((e) => JSON.stringify(sorted(e)));
    if (a !== b) return `effect ${i}: module ${a}, engine ${b}`;
  }
  return undefined;
}
