import { Clock } from '../../../../libs/emulation/clock/clock';
import { Faults } from '../../../../libs/emulation/faults/fault';
import type { Recording } from '../../../../libs/emulation/journal/entry';
import { IdempotencyKeys } from '../../../../libs/emulation/http/idempotency-keys';
import { Locks } from '../../../../libs/emulation/http/locks';
import { Timekeeper } from '../../../../libs/emulation/tenants/timekeeper';
import { digest } from '../../../../libs/emulation/tenants/tenants';
import type { OwnEntry } from '../journal/entry';
import { Listeners } from '../listen/listeners';
import { openAccount, takeOutbox, takeResends } from '../stripe/account';
import { violations } from '../stripe/checks';
import { staleEvents } from '../stripe/events/stale';
import type { StripeEvent } from '../stripe/events/event';
import type { WebhookEndpoint } from '../stripe/webhook-endpoints/webhook-endpoint';
import { subscribersOf } from '../webhooks/subscribers';
import { IdSequence } from '../../../../libs/emulation/objects/ids';
import { jsonText } from '../../../../libs/emulation/objects/json';
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
import type { WebhookPost } from '../../../../libs/emulation/webhooks/post';
import { WebhookSender } from '../../../../libs/emulation/webhooks/sender';
import { KEYS_KEPT_SECONDS } from './idempotency';
import { RateLimits } from './rate-limits';
import { RequestLog } from '../../../../libs/emulation/http/request-log';

/** More broken laws than these say nothing new. */
const MOST_VIOLATIONS = 100;
/** Steps of an account whose events are all compared with what they tell of; in a test it lives for fewer. */
const ALL_COMPARED = 1000;
/** Of the steps after them, one in so many: to render each object again takes a fifth of a capture's time. */
const ONE_COMPARED_IN = 16;

/** One API key: its account, and everything around it that knows time and network. */
export class Tenant {
  readonly account: Account;
  readonly clock = new Clock(() => Date.now() / 1000);
  readonly faults = new Faults();
  readonly idempotency = new IdempotencyKeys(KEYS_KEPT_SECONDS);
  readonly limits = new RateLimits();
  readonly locks = new Locks();
  readonly requests = new RequestLog();
  readonly webhooks: WebhookSender<StripeEvent, WebhookEndpoint>;
  readonly time: Timekeeper;
  /** The `stripe listen` sessions. */
  readonly listeners: Listeners;
  requestIds: IdSequence;
  private readonly untrueEvents: string[] = [];
  /** With events of their own. */
  private steps = 0;

  /** `record` writes down what comes from outside. */
  constructor(
    private readonly seed: string,
    post: WebhookPost,
    readonly record: Recording<OwnEntry>,
    /** For tests: a broken law of the state is a failed request, at the request that broke it. */
    private readonly checked: boolean,
  ) {
    this.account = openAccount(seed);
    this.requestIds = new IdSequence(`${seed}/requests`);
    this.listeners = new Listeners(this.account);
    const planned = (): void => {
      this.plan();
    };
    this.webhooks = new WebhookSender(subscribersOf(this.account), this.clock, post, planned, (ending) => {
      record(() => ending);
    });
    this.time = new Timekeeper(
      this.clock,
      { runDue: this.runDue, nextAt: () => this.account.due.nextAt() },
      this.webhooks,
    );
  }

  /** `form` is the request's form as it came, for the journal. */
  execute(request: StripeRequest, form: string): { readonly response: StripeResponse; readonly text: string } {
    const now = this.clock.now();
    // What fell due before is a step of its own: its events show the account without this request.
    this.runDue(now);
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
    return this.time.catchUp();
  }

  /** Sets the timer for the next thing that falls due. */
  plan(): void {
    this.time.plan();
  }

  /** After the replay of so many lines of a journal: requests that only read are not in it, their ids are not used again. */
  resume(lines: number): void {
    this.requestIds = new IdSequence(`${this.seed}/requests/${String(lines)}`);
    this.catchUp();
    this.webhooks.resume();
    this.time.planAnew();
  }

  close(): void {
    this.time.close();
    this.faults.clear();
    this.webhooks.close();
    this.listeners.close();
  }

  private readonly runDue = (now: number): void => {
    runDue(this.account, now);
    this.publish(now);
  };

  private follow(now: number): void {
    this.publish(now);
    this.plan();
  }

  private refuseViolations(): void {
    const broken = this.violations();
    if (broken.length > 0) throw new Error(`Bug! Broken laws of the state: ${broken.join('; ')}`);
  }

  private isCompared(): boolean {
    this.steps += 1;
    return this.checked || this.steps <= ALL_COMPARED || this.steps % ONE_COMPARED_IN === 0;
  }

  /** Events leave, once those of a step that is compared are seen to be true. */
  private publish(now: number): void {
    for (const { endpoints, event, toListeners } of takeResends(this.account)) {
      this.webhooks.redeliver(event, endpoints);
      if (toListeners) this.listeners.tell([event]);
    }
    const events = takeOutbox(this.account);
    if (events.length === 0) return;
    for (const violation of this.isCompared() ? staleEvents(this.account, events, now) : []) {
      if (this.untrueEvents.length < MOST_VIOLATIONS) this.untrueEvents.push(violation);
    }
    this.webhooks.accept(events);
    this.listeners.tell(events);
  }
}
