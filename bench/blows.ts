import { setTimeout as pause } from 'node:timers/promises';
import { hitsEverybody } from '../test/faults/cells/fault';
import type { Place } from '../test/faults/place/place';
import { strike, struckBy, type Struck } from '../test/faults/run/struck-lane';

/** Long enough for others to come to their calls, and well within the patience of whoever waits at a held call. */
const COLLECTS_FOR_MS = 2_000;

/** Between two blows everybody comes to themselves: attempts of a dead worker are noticed after ten seconds. */
const QUIET_MS = 15_000;

/**
 * Kills processes and restarts the database while orders are held at the calls that this is to happen at. Those that come
 * together feel one blow; whoever comes soon after one goes on, with a broken connection and nothing worse.
 */
export class Blows {
  /** How often each fell. */
  readonly fallen = new Map<Struck, number>();
  private readonly aimedAt = new Set<Struck>();
  private gathering: Promise<void> | undefined;
  private quietUntil = 0;

  constructor(private readonly place: Place) {}

  /** Waits until the blow that this order is to feel is over; false when it feels none, because one fell just before. */
  async arrive(orderId: string): Promise<boolean> {
    const aim = this.place.subjects.find(orderId)?.aims.find(({ fault }) => hitsEverybody(fault));
    if (aim === undefined || (this.gathering === undefined && performance.now() < this.quietUntil)) return false;
    this.aimedAt.add(struckBy(aim));
    await (this.gathering ??= this.blow());
    return true;
  }

  private async blow(): Promise<void> {
    await pause(COLLECTS_FOR_MS);
    const struck = [...this.aimedAt];
    this.aimedAt.clear();
    try {
      await Promise.all(struck.map((each) => strike(this.place, each)));
    } finally {
      for (const each of struck) this.fallen.set(each, (this.fallen.get(each) ?? 0) + 1);
      this.quietUntil = performance.now() + QUIET_MS;
      this.gathering = undefined;
    }
  }
}
