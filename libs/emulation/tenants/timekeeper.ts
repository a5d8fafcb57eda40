import type { Clock } from '../clock/clock';

/** Timers take at most 24.8 days; the keeper wakes once a day at least and looks again. */
const LONGEST_TIMER_SECONDS = 24 * 60 * 60;
/** What waits for webhooks to arrive goes on after this long without them. */
const WEBHOOK_PATIENCE_MS = 15_000;

/** What an account has to do by itself. */
export interface Duties {
  /** Does everything of the account whose time has come, and lets its events leave. */
  readonly runDue: (now: number) => void;
  /** When the next thing falls due; undefined: nothing does. */
  readonly nextAt: () => number | undefined;
}

/** Webhooks on their way. */
export interface OnTheWay {
  runDue(now: number): void;
  nextAt(): number | undefined;
  idle(): Promise<void>;
  underWay(): Promise<void>;
}

/** Sees to it that everything of one account happens at its time, on a clock that people stop and move. */
export class Timekeeper {
  private timer: NodeJS.Timeout | undefined;
  private timerFor: number | undefined;
  private closed = false;

  constructor(
    private readonly clock: Clock,
    private readonly duties: Duties,
    private readonly webhooks: OnTheWay,
  ) {}

  /** Does what has fallen due by now; gives the time it went to. */
  catchUp(): number {
    const now = this.clock.now();
    this.duties.runDue(now);
    this.webhooks.runDue(now);
    this.plan();
    return now;
  }

  /** Moves the clock, stopping at everything that falls due on the way, in order, webhooks included. */
  async advance(seconds: number): Promise<void> {
    const target = this.clock.now() + seconds;
    // What is on its way now must have arrived or failed: a retry counts from there.
    this.catchUp();
    await this.delivered();
    for (let next = this.nextAt(); next !== undefined && next <= target && !this.closed; next = this.nextAt()) {
      this.moveTo(next);
      this.catchUp();
      await this.delivered();
    }
    this.moveTo(target);
    this.catchUp();
    await this.delivered();
  }

  /** Resolves when the endpoints have been told of all that happened until now, or do not answer. */
  async tellFirst(): Promise<void> {
    this.catchUp();
    await patiently(this.webhooks.underWay());
  }

  /** Sets the timer for the next thing that falls due. */
  plan(): void {
    const next = this.closed ? undefined : this.nextAt();
    // A timer that is too early looks again when it wakes: to set one anew at each request would cost more.
    if (next !== undefined && this.timerFor !== undefined && this.timerFor <= next) return;
    clearTimeout(this.timer);
    this.timerFor = next;
    if (next === undefined) return;
    const wait = this.clock.realSecondsUntil(next);
    if (wait === undefined) return;
    this.timer = setTimeout(
      () => {
        this.timerFor = undefined;
        this.catchUp();
      },
      Math.ceil(Math.min(wait, LONGEST_TIMER_SECONDS) * 1000),
    );
  }

  /** After the clock was changed: the same due time is another wait. */
  planAnew(): void {
    this.timerFor = undefined;
    clearTimeout(this.timer);
    this.plan();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private moveTo(time: number): void {
    this.clock.moveTo(time);
    this.planAnew();
  }

  private nextAt(): number | undefined {
    const [state, webhook] = [this.duties.nextAt(), this.webhooks.nextAt()];
    if (state === undefined || webhook === undefined) return state ?? webhook;
    return Math.min(state, webhook);
  }

  private async delivered(): Promise<void> {
    await patiently(this.webhooks.idle());
  }
}

async function patiently(arrived: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, WEBHOOK_PATIENCE_MS);
  });
  await Promise.race([arrived, patience]);
  clearTimeout(timer);
}
