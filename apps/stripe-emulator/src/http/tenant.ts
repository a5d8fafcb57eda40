import { Clock } from '../clock';
import { Faults } from '../faults/fault';
import { openAccount, takeOutbox } from '../stripe/account';
import type { Account } from '../stripe/account';
import { answerChallenge } from '../stripe/payment-intents/authenticate';
import type { PaymentIntent } from '../stripe/payment-intents/payment-intent';
import { execute } from '../stripe/execute';
import type { StripeRequest, StripeResponse } from '../stripe/request';
import { runDue } from '../stripe/run-due';
import type { WebhookPost } from '../webhooks/post';
import { WebhookSender } from '../webhooks/sender';
import { IdempotencyKeys } from './idempotency';
import { RequestLog } from './request-log';

/** Timers take at most 24.8 days; the tenant wakes once a day at least and looks again. */
const LONGEST_TIMER_SECONDS = 24 * 60 * 60;
/** Moving the clock waits this long for webhooks to arrive before it goes on. */
const WEBHOOK_PATIENCE_MS = 15_000;

/** One API key: its account, and everything around it that knows time and network. */
export class Tenant {
  readonly account: Account;
  readonly clock = new Clock(() => Date.now() / 1000);
  readonly faults = new Faults();
  readonly idempotency = new IdempotencyKeys();
  readonly requests = new RequestLog();
  readonly webhooks: WebhookSender;
  private timer: NodeJS.Timeout | undefined;
  private timerFor: number | undefined;
  private closed = false;

  constructor(seed: string, post: WebhookPost) {
    this.account = openAccount(seed);
    this.webhooks = new WebhookSender(this.account, this.clock, post, () => {
      this.plan();
    });
  }

  execute(request: StripeRequest): StripeResponse {
    const response = execute(this.account, request, this.clock.now());
    this.follow();
    return response;
  }

  /** The buyer's answer to a 3-D Secure challenge. */
  answerChallenge(intent: PaymentIntent, passed: boolean): boolean {
    this.catchUp();
    const answered = answerChallenge(this.account, intent, passed, this.clock.now());
    this.follow();
    return answered;
  }

  /** Does what has fallen due by now. */
  catchUp(): void {
    const now = this.clock.now();
    runDue(this.account, now);
    this.webhooks.accept(takeOutbox(this.account));
    this.webhooks.runDue(now);
    this.plan();
  }

  /** Moves the clock, stopping at everything that falls due on the way, in order, webhooks included. */
  async advance(seconds: number): Promise<void> {
    const target = this.clock.now() + seconds;
    // What is on its way now must have arrived or failed: a retry counts from there.
    this.catchUp();
    await this.delivered();
    for (let next = this.nextAt(); next !== undefined && next <= target && !this.closed; next = this.nextAt()) {
      this.clock.moveTo(next);
      this.catchUp();
      await this.delivered();
    }
    this.clock.moveTo(target);
    this.catchUp();
    await this.delivered();
  }

  /** Sets the timer for the next thing that falls due. */
  plan(): void {
    const next = this.closed ? undefined : this.nextAt();
    if (next === this.timerFor) return;
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
    this.faults.clear();
    this.webhooks.close();
  }

  private follow(): void {
    this.webhooks.accept(takeOutbox(this.account));
    this.plan();
  }

  private nextAt(): number | undefined {
    const [state, webhook] = [this.account.due.nextAt(), this.webhooks.nextAt()];
    if (state === undefined || webhook === undefined) return state ?? webhook;
    return Math.min(state, webhook);
  }

  private async delivered(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, WEBHOOK_PATIENCE_MS);
    });
    await Promise.race([this.webhooks.idle(), patience]);
    clearTimeout(timer);
  }
}
