// A rehearsal: the compiled module, and what happened to it so far. It can be undone because it can be played again.

import { iso, load, Refused, type Effect, type Plan } from "../../runtime/preplan.js";

export interface Event {
  at: string;
  raise?: string;
  clear?: string;
  set?: string;
  to?: number | string;
  done?: string;
  of?: string;
  approve?: string;
  unreachable?: string;
}
export interface Entry { event: Event | undefined; effects: Effect[] }

export class Rehearsal {
  events: Event[] = [];
  entries: Entry[] = [];
  plan!: Plan;

  private constructor(
    readonly module: WebAssembly.Module,
    readonly procedure: string,
  ) {}

  static async begin(bytes: Uint8Array<ArrayBuffer>, procedure: string): Promise<Rehearsal> {
    const rehearsal = new Rehearsal(await WebAssembly.compile(bytes), procedure);
    await rehearsal.replay([]);
    return rehearsal;
  }

  /** Plays events from the beginning; answers how many are refused and left out. */
  async replay(events: Event[]): Promise<number> {
    this.plan = await load(this.module);
    this.events = [];
    this.entries = [{ event: undefined, effects: this.plan.start(this.procedure) }];
    return events.filter((event) => this.#refusal(event) !== undefined).length;
  }

  /** Makes something happen; answers why not, if it is refused. */
  happen(what: Omit<Event, "at">, at = this.plan.now): string | undefined {
    return this.#refusal({ at: iso(at), ...what });
  }

  #refusal(event: Event): string | undefined {
    try {
      this.entries.push({ event, effects: this.#apply(event) });
      this.events.push(event);
      return undefined;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // Time has come to that instant although the event did not count.
      if (error.effects.length > 0) this.entries.push({ event: { at: event.at }, effects: error.effects });
      return error.reason;
    }
  }

  #apply({ at, raise, clear, set, to, done, of, approve, unreachable }: Event): Effect[] {
    const { plan } = this;
    if (raise !== undefined) return plan.raise(raise, at);
    if (clear !== undefined) return plan.clear(clear, at);
    if (set !== undefined) return plan.set(set, to ?? 0, at);
    if (done !== undefined) return plan.done(done, at, of ?? this.procedure);
    if (approve !== undefined) return plan.approve(approve, at);
    if (unreachable !== undefined) return plan.unreachable(unreachable, at);
    return plan.advance(at);
  }

  async undo(): Promise<void> {
    await this.replay(this.events.slice(0, -1));
  }

  /** When a signal was last raised, in milliseconds by the clock of events. */
  raisedAt(signal: string): string | undefined {
    return this.events.filter((event) => event.raise === signal).at(-1)?.at;
  }
}
