/** The emulator's time for one account: it can stand still, run faster and be moved forward, never back. */
export class Clock {
  private base: number;
  private realBase: number;
  private frozen = false;
  private scale = 1;

  /** `realNow` gives real time in seconds. */
  constructor(private readonly realNow: () => number) {
    this.realBase = realNow();
    this.base = this.realBase;
  }

  now(): number {
    return this.frozen ? this.base : this.base + (this.realNow() - this.realBase) * this.scale;
  }

  setFrozen(frozen: boolean): void {
    this.rebase(this.now());
    this.frozen = frozen;
  }

  setScale(scale: number): void {
    this.rebase(this.now());
    this.scale = scale;
  }

  moveTo(time: number): void {
    this.rebase(Math.max(time, this.now()));
  }

  /** Real seconds until that time comes; undefined while the clock stands still. */
  realSecondsUntil(time: number): number | undefined {
    return this.frozen ? undefined : Math.max(0, (time - this.now()) / this.scale);
  }

  state(): { now: number; frozen: boolean; scale: number } {
    return { now: Math.floor(this.now()), frozen: this.frozen, scale: this.scale };
  }

  private rebase(time: number): void {
    this.base = time;
    this.realBase = this.realNow();
  }
}
