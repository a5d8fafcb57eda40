import * as fc from 'fast-check';
import { parseForm } from '../wire/form';
import { openAccount, takeOutbox } from './account';
import type { Account } from './account';
import { violations } from './checks';
import { eventText } from './events/event';
import { execute } from './execute';
import type { StripeResponse } from './request';
import { runDue } from './run-due';

/** One step of a random life: a request to one of the PaymentIntents made so far, or time passing. */
type Step =
  | { readonly kind: 'create'; readonly body: string }
  | { readonly kind: 'act'; readonly verb: string; readonly target: number; readonly body: string }
  | { readonly kind: 'wait'; readonly seconds: number };

const HOUR = 3600;
const FEATURES = ['request_multicapture', 'request_overcapture', 'request_extended_authorization'];
const CARDS = ['visa', 'amex', 'chargeDeclined', 'authenticationRequired', 'credit_disableEnterpriseCardFeatures'];

const createBody = fc
  .record({
    amount: fc.integer({ min: 0, max: 5000 }),
    card: fc.constantFrom(...CARDS),
    method: fc.constantFrom('manual', 'automatic', 'automatic_async'),
    confirm: fc.boolean(),
    features: fc.subarray(FEATURES),
    lines: fc.boolean(),
  })
  .map(({ amount, card, method, confirm, features, lines }) => {
    const line = 'amount_details[line_items][0]';
    return [
      `amount=${String(amount)}&currency=usd&capture_method=${method}&payment_method=pm_card_${card}`,
      `confirm=${String(confirm)}`,
      ...features.map((feature) => `payment_method_options[card][${feature}]=if_available`),
      ...(lines ? [`${line}[product_name]=A&${line}[quantity]=1&${line}[unit_cost]=${String(amount)}`] : []),
    ].join('&');
  });

const captureBody = fc
  .record({
    amount: fc.option(fc.integer({ min: -1, max: 3000 })),
    final: fc.option(fc.boolean()),
    lines: fc.boolean(),
  })
  .map(({ amount, final, lines }) => {
    const line = 'amount_details[line_items][0]';
    return [
      ...(amount === null ? [] : [`amount_to_capture=${String(amount)}`]),
      ...(final === null ? [] : [`final_capture=${String(final)}`]),
      ...(lines ? [`${line}[product_name]=B&${line}[quantity]=1&${line}[unit_cost]=${String(amount ?? 1)}`] : []),
    ].join('&');
  });

const target = fc.nat({ max: 5 });
const act = (verb: string, body: fc.Arbitrary<string>): fc.Arbitrary<Step> =>
  fc.record({ kind: fc.constant('act' as const), verb: fc.constant(verb), target, body });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('create' as const), body: createBody }) },
  { weight: 8, arbitrary: act('/capture', captureBody) },
  { weight: 1, arbitrary: act('/cancel', fc.constant('')) },
  { weight: 1, arbitrary: act('/confirm', fc.constantFrom('', 'payment_method=pm_card_visa')) },
  { weight: 1, arbitrary: act('', fc.constantFrom('amount=777', 'metadata[a]=1', 'payment_method=pm_card_visa')) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 80 * HOUR }) }),
  },
);

const START = 1_795_363_748;

/** Lives the steps and writes down every answer, every event and every broken law. */
function live(steps: readonly Step[]): { readonly written: string[]; readonly broken: string[] } {
  const account = openAccount('a life');
  const written: string[] = [];
  const broken: string[] = [];
  let now = START;
  for (const [index, current] of steps.entries()) {
    if (current.kind === 'wait') {
      now += current.seconds;
      runDue(account, now);
    } else {
      written.push(JSON.stringify(send(account, current, index, now)));
    }
    written.push(...takeOutbox(account).map(eventText));
    broken.push(...violations(account));
  }
  return { written, broken };
}

function send(account: Account, current: Exclude<Step, { kind: 'wait' }>, index: number, now: number): StripeResponse {
  const made = account.paymentIntents.oldestFirst();
  const id = current.kind === 'act' ? (made[current.target % Math.max(1, made.length)]?.id ?? 'pi_none') : '';
  return execute(
    account,
    {
      method: 'POST',
      path: current.kind === 'create' ? '/v1/payment_intents' : `/v1/payment_intents/${id}${current.verb}`,
      form: parseForm(current.body).tree,
      id: `req_${String(index)}`,
      idempotencyKey: null,
      origin: 'http://127.0.0.1',
    },
    now,
  );
}

describe('any sequence of requests', () => {
  it('keeps the laws of the state', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
        expect(live(steps).broken).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('gives the same answers and events, byte for byte', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 30 }), (steps) => {
        expect(live(steps)).toEqual(live(steps));
      }),
      { numRuns: 30 },
    );
  });

  it('changes nothing when it is refused for its form or its state', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 30 }), captureBody, (steps, body) => {
        const account = openAccount('a life');
        for (const [index, current] of steps.entries()) {
          if (current.kind !== 'wait') send(account, current, index, START);
        }
        takeOutbox(account);
        const before = JSON.stringify(account.paymentIntents.oldestFirst());
        const answer = send(account, { kind: 'act', verb: '/capture', target: 0, body }, 99, START);
        fc.pre(answer.status === 400);
        expect(JSON.stringify(account.paymentIntents.oldestFirst())).toBe(before);
        expect(takeOutbox(account)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
