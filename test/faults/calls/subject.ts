import type { Fault } from '../cells/fault';
import { timesOf } from '../cells/fault';
import { callId, type Call, type CallName } from './call';

/** The call of an order that a fault is aimed at. */
export interface Aim {
  /** As `callId` writes it. */
  readonly call: string;
  readonly fault: Fault;
}

/** A call that is under way, and what is to go wrong with it. */
export interface Met {
  readonly call: Call;
  readonly fault: Fault | undefined;
  /** Who is hit. */
  readonly subject: Subject;
}

/** Whose calls are counted. */
export interface Owner {
  /** Counts a call, and says what is to go wrong with it. */
  meet(name: CallName, changes: boolean): Met;
}

/** One order whose calls are counted, and of which some may be hit. */
export class Subject implements Owner {
  readonly calls: Call[] = [];
  /** How many calls the fault has hit. */
  hits = 0;
  /** Answers of webhooks that were taken: whoever waits for the next one. */
  private readonly webhookTaken = new Set<() => void>();
  private readonly seen = new Map<string, number>();
  private begun: number | undefined;

  constructor(
    readonly orderId: string,
    readonly aims: readonly Aim[],
  ) {}

  meet({ channel, caller, what }: CallName, changes: boolean): Met {
    const name = `${channel} ${caller} ${what}`;
    const nth = (this.seen.get(name) ?? 0) + 1;
    this.seen.set(name, nth);
    this.begun ??= performance.now();
    const at = Math.round(performance.now() - this.begun);
    const call: Call = { channel, caller, what, nth, changes, at, words: [] };
    this.calls.push(call);
    const fault = this.faultOf(call);
    if (fault !== undefined) this.hits += 1;
    return { call, fault, subject: this };
  }

  /** Resolves when another webhook of the order was taken, or when the time is over. */
  nextWebhook(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.webhookTaken.delete(done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.webhookTaken.add(done);
    });
  }

  tellWebhookTaken(): void {
    for (const tell of [...this.webhookTaken]) tell();
  }

  private faultOf(call: Call): Fault | undefined {
    return this.aims.find((aim) => isMet(aim, call))?.fault;
  }
}

function isMet({ call, fault }: Aim, met: Call): boolean {
  return Array.from({ length: timesOf(fault) }, (_, back) => callId({ ...met, nth: met.nth - back })).includes(call);
}
