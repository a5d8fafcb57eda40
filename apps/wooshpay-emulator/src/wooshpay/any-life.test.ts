import * as fc from 'fast-check';
import { isJsonObject } from '../../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../../libs/emulation/objects/json';
import { openAccount, takeOutbox } from './account';
import type { Account } from './account';
import { violations } from './checks';
import { execute } from './execute';
import { answerChallenge } from './payment-intents/answer-challenge';
import type { WooshPayResponse } from './requests/request';
import { runDue } from './run-due';
import type { AccountSettings } from './settings';

/** One step of a random life: a request about one of the payments made so far, a buyer's answer, or time passing. */
type Step =
  | { readonly kind: 'create'; readonly body: JsonObject }
  | { readonly kind: 'act'; readonly verb: string; readonly which: number; readonly body: JsonObject }
  | { readonly kind: 'refund'; readonly which: number; readonly amount: number | null }
  | { readonly kind: 'answer'; readonly which: number; readonly passed: boolean }
  | { readonly kind: 'wait'; readonly seconds: number };

const START = 1_795_363_748;
const DAY = 24 * 60 * 60;

/** The last event about a PaymentIntent that is over, by its status. */
const LAST_TOLD: Readonly<Partial<Record<string, readonly string[]>>> = {
  canceled: ['payment_intent.canceled'],
  succeeded: ['payment_intent.succeeded', 'charge.refund.updated'],
};
const CARDS = [
  'pm_card_visa',
  'pm_card_visa',
  'pm_card_chargeDeclined',
  'pm_card_threeDSecureRequired',
  'pm_card_threeDSecureDdc',
  'pm_card_threeDSecureRequiredChargeDeclined',
  'pm_card_holdExpiresEarly',
  'pm_card_refundFail',
];
const amount = fc.integer({ min: -5, max: 6000 });
const which = fc.nat(20);

const create = fc
  .record({
    amount,
    confirm: fc.boolean(),
    capture_method: fc.constantFrom('manual', 'automatic'),
    confirmation_method: fc.constantFrom('manual', 'automatic'),
    payment_method: fc.constantFrom(...CARDS),
  })
  .map((body) => ({ kind: 'create' as const, body: { currency: 'usd', ...body } }));

const act = fc
  .record({
    verb: fc.constantFrom('confirm', 'capture', 'capture', 'cancel', ''),
    which,
    amount,
    card: fc.constantFrom(...CARDS),
  })
  .map(({ amount: asked, card, verb, which: target }) => ({
    kind: 'act' as const,
    verb,
    which: target,
    body: bodyOf(verb, asked, card),
  }));

function bodyOf(verb: string, asked: number, card: string): JsonObject {
  switch (verb) {
    case 'confirm':
      return { payment_method: card };
    case 'capture':
      return asked % 3 === 0 ? {} : { amount_to_capture: asked };
    case 'cancel':
      return {};
    default:
      return { amount: asked, payment_method: card };
  }
}

const step: fc.Arbitrary<Step> = fc.oneof(
  create,
  act,
  fc.record({ kind: fc.constant('refund' as const), which, amount: fc.option(amount) }),
  fc.record({ kind: fc.constant('answer' as const), which, passed: fc.boolean() }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, DAY, 3 * DAY, 8 * DAY) }),
);

const settings: fc.Arbitrary<Partial<AccountSettings>> = fc.record({
  rest_after_capture: fc.constantFrom('released', 'released', 'kept'),
  second_capture: fc.constantFrom('refused', 'answered'),
  hold_counts_from: fc.constantFrom('creation', 'confirmation'),
  refund_delay_seconds: fc.constantFrom(0, DAY),
  event_types: fc.constantFrom('named', 'as_stripe'),
});

interface Life {
  readonly account: Account;
  now: number;
  requests: number;
}

function begin(chosen: Partial<AccountSettings>): Life {
  const account = openAccount('life');
  account.settings = { ...account.settings, ...chosen };
  return { account, now: START, requests: 0 };
}

function post(life: Life, path: string, body: JsonObject): WooshPayResponse {
  life.requests += 1;
  const request = {
    id: `req_${String(life.requests)}`,
    method: 'POST',
    path: `/v1/${path}`,
    query: '',
    body: JSON.stringify(body),
    publishable: false,
    origin: 'http://emulator',
  };
  return execute(life.account, request, life.now);
}

function live(life: Life, next: Step): WooshPayResponse | undefined {
  const intents = life.account.paymentIntents.oldestFirst();
  const target = 'which' in next ? intents[next.which % Math.max(1, intents.length)] : undefined;
  switch (next.kind) {
    case 'create':
      return post(life, 'payment_intents', next.body);
    case 'act': {
      const path = `payment_intents/${target?.id ?? 'pi_1'}`;
      return post(life, next.verb === '' ? path : `${path}/${next.verb}`, next.body);
    }
    case 'refund':
      return post(life, 'refunds', {
        payment_intent: target?.id ?? 'pi_1',
        ...(next.amount !== null && { amount: next.amount }),
      });
    case 'answer':
      if (target !== undefined) {
        answerChallenge({ account: life.account, now: life.now, origin: '' }, target, next.passed);
      }
      return undefined;
    case 'wait':
      life.now += next.seconds;
      runDue(life.account, life.now);
      return undefined;
  }
}

const life = fc.array(step, { maxLength: 40 });

/** What the shop has by now, and what buyers got back. */
function moneyIn({ account }: Life): { received: number; refunded: number; held: number } {
  const intents = account.paymentIntents.oldestFirst();
  const refunds = account.refunds.oldestFirst().filter(({ status }) => status !== 'failed');
  return {
    received: intents.reduce((sum, { amountReceived }) => sum + amountReceived, 0),
    refunded: refunds.reduce((sum, refund) => sum + refund.amount, 0),
    held: intents.reduce((sum, { amountCapturable }) => sum + amountCapturable, 0),
  };
}

describe('any life of an account', () => {
  test('breaks no law of the state, at any step', () => {
    fc.assert(
      fc.property(settings, life, (chosen, steps) => {
        const lived = begin(chosen);
        for (const next of steps) {
          live(lived, next);
          expect(violations(lived.account)).toEqual([]);
        }
      }),
    );
  });

  test('changes nothing by a request that is refused, a decline aside', () => {
    fc.assert(
      fc.property(settings, life, (chosen, steps) => {
        const lived = begin(chosen);
        for (const next of steps) {
          const before = [moneyIn(lived), lived.account.paymentIntents.size, lived.account.outbox.length];
          const response = live(lived, next);
          if (response === undefined || response.status === 200 || response.status === 402) continue;
          expect([moneyIn(lived), lived.account.paymentIntents.size, lived.account.outbox.length]).toEqual(before);
        }
      }),
    );
  });

  test('never takes more than was held, nor gives back more than was taken', () => {
    fc.assert(
      fc.property(settings, life, (chosen, steps) => {
        const lived = begin(chosen);
        for (const next of steps) {
          const before = moneyIn(lived);
          live(lived, next);
          const { received, refunded } = moneyIn(lived);
          const captures = next.kind === 'act' && next.verb === 'capture';
          expect(captures ? received - before.received : 0).toBeLessThanOrEqual(before.held);
          expect(refunded).toBeLessThanOrEqual(received);
        }
      }),
    );
  });

  test('holds nothing any more eight days after its last step', () => {
    fc.assert(
      fc.property(settings, life, (chosen, steps) => {
        const lived = begin(chosen);
        for (const next of steps) live(lived, next);
        live(lived, { kind: 'wait', seconds: 8 * DAY });
        expect(moneyIn(lived).held).toBe(0);
      }),
    );
  });

  test('tells each PaymentIntent as it is in the last event about it', () => {
    fc.assert(
      fc.property(life, (steps) => {
        const lived = begin({});
        for (const next of steps) {
          live(lived, next);
          for (const event of takeOutbox(lived.account)) {
            const shown: unknown = JSON.parse(event.data);
            expect(isJsonObject(shown) && typeof shown['id'] === 'string').toBe(true);
          }
        }
        const told = new Map(lived.account.events.oldestFirst().map((event) => [event.about, event.type]));
        for (const { id, status } of lived.account.paymentIntents.oldestFirst()) {
          const right = LAST_TOLD[status];
          expect(right?.includes(told.get(id) ?? 'nothing') ?? true).toBe(true);
        }
      }),
    );
  });

  test('goes the same way twice', () => {
    fc.assert(
      fc.property(settings, life, (chosen, steps) => {
        const [one, other] = [begin(chosen), begin(chosen)];
        for (const next of steps) expect(live(one, next)).toEqual(live(other, next));
      }),
    );
  });
});
