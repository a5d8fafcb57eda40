/** All that a clock is: the emulator's time `base` was at the real time `realBase`. */
export interface ClockState {
  readonly base: number;
  readonly realBase: number;
  readonly frozen: boolean;
  readonly scale: number;
}

/** The emulator's time for one account: it can stand still, run faster and be moved forward, never back. */
export class Clock {
  private current: ClockState;
  private latestReal = 0;

  /** `wallClock` gives real time in seconds. */
  constructor(private readonly wallClock: () => number) {
    const now = this.realNow();
    this.current = { base: now, realBase: now, frozen: false, scale: 1 };
  }

  now(): number {
    const { base, frozen, realBase, scale } = this.current;
    return frozen ? base : base + (this.realNow() - realBase) * scale;
  }

  setFrozen(frozen: boolean): void {
    this.rebase(this.now(), { frozen });
  }

  setScale(scale: number): void {
    this.rebase(this.now(), { scale });
  }

  moveTo(time: number): void {
    this.rebase(Math.max(time, this.now()), {});
  }

  /** Real seconds until that time comes; undefined while the clock stands still. */
  realSecondsUntil(time: number): number | undefined {
    return this.current.frozen ? undefined : Math.max(0, (time - this.now()) / this.current.scale);
  }

  state(): { now: number; frozen: boolean; scale: number } {
    const { frozen, scale } = this.current;
    return { now: Math.floor(this.now()), frozen, scale };
  }

  snapshot(): ClockState {
    return this.current;
  }

  /** Puts back a snapshot: a clock that ran has gone on running meanwhile. */
  restore(state: ClockState): void {
    this.current = state;
  }

  private rebase(base: number, change: Partial<ClockState>): void {
    this.current = { ...this.current, ...change, base, realBase: this.realNow() };
  }

  /** The wall clock can be set back by its keeper; the emulator's time cannot. */
  private realNow(): number {
    this.latestReal = Math.max(this.latestReal, this.wallClock());
    return this.latestReal;
  }
}
