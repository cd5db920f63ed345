// How the loader is used, for the compiler to check.

import { load, Refused, iso, millis, type Effect, type State } from "../runtime/preplan.js";

export async function rehearse(bytes: Uint8Array<ArrayBuffer>): Promise<State> {
  const plan = await load(bytes);
  const effects: Effect[] = plan.start("fire-response");
  effects.push(...plan.raise("fire"), ...plan.set("temperature", 38.5, "PT1M"), ...plan.set("outage", "PT40M", 90_000));
  try {
    effects.push(...plan.done("alarm", "PT2M"), ...plan.advance(millis("PT5M")));
  } catch (error) {
    if (!(error instanceof Refused) || error.reason !== "not-due") throw error;
    effects.push(...error.effects);
  }
  const kept: Uint8Array = plan.save();
  plan.restore(kept);
  const next: string | null = plan.next === null ? null : iso(plan.next);
  console.log(next, effects.find((e) => e.called === "119")?.reached, plan.runbook.plan);
  return plan.state();
}
