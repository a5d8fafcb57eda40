import { createHash } from 'node:crypto';
import { Clock } from '../clock';
import { Faults } from '../faults/fault';
import type { Recording } from '../journal/entry';
import { Listeners } from '../listen/listeners';
import { openAccount, takeOutbox, takeResends } from '../stripe/account';
import { violations } from '../stripe/checks';
import { staleEvents } from '../stripe/events/stale';
import { IdSequence } from '../stripe/ids';
import { jsonText } from '../stripe/json';
import type { Account } from '../stripe/account';
import { answerOpenChallenge } from '../stripe/challenges';
import type { Challenged, ChallengeOutcome } from '../stripe/challenges';
import { answerCheckout } from '../stripe/checkout/answer';
import type { Paid } from '../stripe/checkout/answer';
import type { CheckoutAnswer } from '../stripe/checkout/pay';
import type { CheckoutSession } from '../stripe/checkout/session';
import { execute } from '../stripe/execute';
import type { StripeRequest, StripeResponse } from '../stripe/request';
import { runDue } from '../stripe/run-due';
import type { WebhookPost } from '../webhooks/post';
import { WebhookSender } from '../webhooks/sender';
import { IdempotencyKeys } from './idempotency';
import { Locks } from './locks';
import { RateLimits } from './rate-limits';
import { RequestLog } from './request-log';

/** Timers take at most 24.8 days; the tenant wakes once a day at least and looks again. */
const LONGEST_TIMER_SECONDS = 24 * 60 * 60;
/** What waits for webhooks to arrive goes on after this long without them. */
const WEBHOOK_PATIENCE_MS = 15_000;

/** More broken laws than these say nothing new. */
const MOST_VIOLATIONS = 100;

/** One API key: its account, and everything around it that knows time and network. */
export class Tenant {
  readonly account: Account;
  readonly clock = new Clock(() => Date.now() / 1000);
  readonly faults = new Faults();
  readonly idempotency = new IdempotencyKeys();
  readonly limits = new RateLimits();
  readonly locks = new Locks();
  readonly requests = new RequestLog();
  readonly webhooks: WebhookSender;
  /** The `stripe listen` sessions. */
  readonly listeners: Listeners;
  requestIds: IdSequence;
  private readonly untrueEvents: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private timerFor: number | undefined;
  private closed = false;

  /** `record` writes down what comes from outside. */
  constructor(
    private readonly seed: string,
    post: WebhookPost,
    readonly record: Recording,
    /** For tests: a broken law of the state is a failed request, at the request that broke it. */
    private readonly checked: boolean,
  ) {
    this.account = openAccount(seed);
    this.requestIds = new IdSequence(`${seed}/requests`);
    this.listeners = new Listeners(this.account);
    const planned = (): void => {
      this.plan();
    };
    this.webhooks = new WebhookSender(this.account, this.clock, post, planned, record);
  }

  /** `form` is the request's form as it came, for the journal. */
  execute(request: StripeRequest, form: string): { readonly response: StripeResponse; readonly text: string } {
    const now = this.clock.now();
    // What fell due before is a step of its own: its events show the account without this request.
    runDue(this.account, now);
    this.publish(now);
    const response = execute(this.account, request, now);
    const text = jsonText(response.body);
    if (request.method !== 'GET') {
      const { id, idempotencyKey, method, origin, path, publishable, version } = request;
      const { stripeAccount = null } = request;
      // Only a journal wants the digest, which takes as long as the text itself.
      this.record(() => ({
        kind: 'request',
        at: now,
        id,
        method,
        path,
        form,
        idempotency_key: idempotencyKey,
        origin,
        version,
        stripe_account: stripeAccount,
        publishable,
        answer: digest(text),
      }));
    }
    this.follow(now);
    if (this.checked) this.refuseViolations();
    return { response, text };
  }

  /** The buyer's answer to a 3-D Secure challenge. */
  answerChallenge(account: Account, challenged: Challenged, outcome: ChallengeOutcome): boolean {
    this.catchUp();
    const now = this.clock.now();
    const answered = answerOpenChallenge(account, challenged, outcome, now);
    if (answered)
      this.record(() => ({
        kind: 'challenge',
        at: now,
        in_account: account.id,
        intent: challenged.intent.id,
        outcome,
      }));
    this.follow(now);
    return answered;
  }

  /** The buyer pays on the page of a Checkout Session, which is reached at that origin. */
  payCheckout(account: Account, session: CheckoutSession, answer: CheckoutAnswer, origin: string): Paid {
    this.catchUp();
    const now = this.clock.now();
    const paid = answerCheckout(account, session, answer, now, origin);
    this.record(() => ({
      kind: 'checkout',
      at: now,
      in_account: account.id,
      session: session.id,
      origin,
      payment_method: answer.paymentMethod,
      email: answer.buyer.email,
      name: answer.buyer.name,
    }));
    runDue(this.account, now);
    this.follow(now);
    return paid;
  }

  /** The laws of the state that are broken, and events that did not tell the truth. */
  violations(): string[] {
    this.catchUp();
    return [...violations(this.account), ...this.untrueEvents];
  }

  /** Does what has fallen due by now; gives the time it went to. */
  catchUp(): number {
    const now = this.clock.now();
    runDue(this.account, now);
    this.publish(now);
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
      this.clock.moveTo(next);
      this.catchUp();
      await this.delivered();
    }
    this.clock.moveTo(target);
    this.catchUp();
    await this.delivered();
  }

  /** Resolves when the endpoints have been told of all that happened until now, or do not answer. */
  async tellFirst(): Promise<void> {
    this.catchUp();
    await this.patiently(this.webhooks.underWay());
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

  /** After the replay of so many lines of a journal: requests that only read are not in it, their ids are not used again. */
  resume(lines: number): void {
    this.requestIds = new IdSequence(`${this.seed}/requests/${String(lines)}`);
    this.catchUp();
    this.webhooks.resume();
    this.planAnew();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.faults.clear();
    this.webhooks.close();
    this.listeners.close();
  }

  private follow(now: number): void {
    this.publish(now);
    this.plan();
  }

  private refuseViolations(): void {
    const broken = this.violations();
    if (broken.length > 0) throw new Error(`Bug! Broken laws of the state: ${broken.join('; ')}`);
  }

  /** Events leave, once each is seen to be true. */
  private publish(now: number): void {
    for (const { endpoints, event, toListeners } of takeResends(this.account)) {
      this.webhooks.redeliver(event, endpoints);
      if (toListeners) this.listeners.tell([event]);
    }
    const events = takeOutbox(this.account);
    if (events.length === 0) return;
    for (const violation of staleEvents(this.account, events, now)) {
      if (this.untrueEvents.length < MOST_VIOLATIONS) this.untrueEvents.push(violation);
    }
    this.webhooks.accept(events);
    this.listeners.tell(events);
  }

  private nextAt(): number | undefined {
    const [state, webhook] = [this.account.due.nextAt(), this.webhooks.nextAt()];
    if (state === undefined || webhook === undefined) return state ?? webhook;
    return Math.min(state, webhook);
  }

  private async delivered(): Promise<void> {
    await this.patiently(this.webhooks.idle());
  }

  private async patiently(arrived: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, WEBHOOK_PATIENCE_MS);
    });
    await Promise.race([arrived, patience]);
    clearTimeout(timer);
  }
}

/** Enough of the answer's hash to see that a replay went another way. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
