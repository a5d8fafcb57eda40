import { Clock } from '../../../../libs/emulation/clock/clock';
import { Faults } from '../../../../libs/emulation/faults/fault';
import { IdempotencyKeys } from '../../../../libs/emulation/http/idempotency-keys';
import { Locks } from '../../../../libs/emulation/http/locks';
import { RequestLog } from '../../../../libs/emulation/http/request-log';
import type { Recording } from '../../../../libs/emulation/journal/entry';
import { IdSequence } from '../../../../libs/emulation/objects/ids';
import { digest } from '../../../../libs/emulation/tenants/tenants';
import { Timekeeper } from '../../../../libs/emulation/tenants/timekeeper';
import type { WebhookPost } from '../../../../libs/emulation/webhooks/post';
import { WebhookSender } from '../../../../libs/emulation/webhooks/sender';
import type { Outcome, OwnEntry } from '../journal/entry';
import { subscribersOf } from '../webhooks/subscribers';
import { openAccount, takeOutbox } from '../wooshpay/account';
import type { Account } from '../wooshpay/account';
import { violations } from '../wooshpay/checks';
import type { WooshPayEvent } from '../wooshpay/events/event';
import { execute } from '../wooshpay/execute';
import { answerChallenge } from '../wooshpay/payment-intents/answer-challenge';
import type { Context, WooshPayRequest, WooshPayResponse } from '../wooshpay/requests/request';
import { runDue } from '../wooshpay/run-due';
import { answerSetupChallenge } from '../wooshpay/setup-intents/save';
import type { WebhookEndpoint } from '../wooshpay/webhook-endpoints/webhook-endpoint';

/** Assumed: as long as Stripe keeps them. */
const KEYS_KEPT_SECONDS = 24 * 60 * 60;

/** One API key: its account, and everything around it that knows time and network. */
export class Tenant {
  readonly account: Account;
  readonly clock = new Clock(() => Date.now() / 1000);
  readonly faults = new Faults();
  readonly idempotency = new IdempotencyKeys(KEYS_KEPT_SECONDS);
  readonly locks = new Locks();
  readonly requests = new RequestLog();
  readonly webhooks: WebhookSender<WooshPayEvent, WebhookEndpoint>;
  readonly time: Timekeeper;
  requestIds: IdSequence;

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
    const planned = (): void => {
      this.time.plan();
    };
    this.webhooks = new WebhookSender(subscribersOf(this.account), this.clock, post, planned, (ending) => {
      record(() => ending);
    });
    const duties = { runDue: this.runDue, nextAt: () => this.account.due.nextAt() };
    this.time = new Timekeeper(this.clock, duties, this.webhooks);
  }

  execute(
    request: WooshPayRequest,
    idempotencyKey: string | null,
  ): { readonly response: WooshPayResponse; readonly text: string } {
    const now = this.clock.now();
    // What fell due before is a step of its own: its events show the account without this request.
    this.runDue(now);
    const response = execute(this.account, request, now);
    const text = JSON.stringify(response.body);
    if (request.method !== 'GET') this.write(request, idempotencyKey, text, now);
    this.follow();
    if (this.checked) this.refuseViolations();
    return { response, text };
  }

  /** The buyer's answer on the page that plays the bank or the wallet; false when nothing waits for one. */
  answerChallenge(intentId: string, outcome: Outcome, origin: string): boolean {
    const at = this.catchUp();
    const answered = this.answer({ account: this.account, now: at, origin }, intentId, outcome);
    if (answered) this.record(() => ({ kind: 'challenge', at, intent: intentId, outcome, origin }));
    this.follow();
    return answered;
  }

  /** The laws of the state that are broken. */
  violations(): string[] {
    this.catchUp();
    return violations(this.account);
  }

  /** Does what has fallen due by now; gives the time it went to. */
  catchUp(): number {
    return this.time.catchUp();
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
  }

  private answer(context: Context, intentId: string, outcome: Outcome): boolean {
    const payment = this.account.paymentIntents.get(intentId);
    const setup = this.account.setupIntents.get(intentId);
    if (outcome === 'abandon') return (payment ?? setup)?.status === 'requires_action';
    const passed = outcome === 'complete';
    if (payment !== undefined) return answerChallenge(context, payment, passed);
    return setup !== undefined && answerSetupChallenge(context, setup, passed);
  }

  private write(request: WooshPayRequest, idempotencyKey: string | null, text: string, at: number): void {
    const { body, id, method, origin, path, publishable, query } = request;
    this.record(() => ({
      kind: 'request',
      at,
      id,
      method,
      path,
      query,
      body,
      idempotency_key: idempotencyKey,
      origin,
      publishable,
      answer: digest(text),
    }));
  }

  private readonly runDue = (now: number): void => {
    runDue(this.account, now);
    this.publish();
  };

  private follow(): void {
    this.publish();
    this.time.plan();
  }

  private publish(): void {
    const events = takeOutbox(this.account);
    if (events.length > 0) this.webhooks.accept(events);
  }

  private refuseViolations(): void {
    const broken = violations(this.account);
    if (broken.length > 0) throw new Error(`Bug! Broken laws of the state: ${broken.join('; ')}`);
  }
}
