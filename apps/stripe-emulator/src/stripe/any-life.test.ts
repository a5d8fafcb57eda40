import * as fc from 'fast-check';
import { undescribed } from '../wire/described-fields';
import { parseForm } from '../wire/form';
import { openAccount, takeOutbox } from './account';
import type { Account } from './account';
import { violations } from './checks';
import { renderEvent } from './events/event';
import type { StripeEvent } from './events/event';
import { staleEvents } from './events/stale';
import { execute } from './execute';
import { isJsonObject, parseJsonObject, textIn } from '../../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../../libs/emulation/objects/json';
import { planPayouts } from './payouts/automatic';
import { runDue } from './run-due';

/** A request of any kind: `{po}` in the path or the body is one of the payouts made so far. */
type Step =
  | { readonly kind: 'request'; readonly line: string; readonly which: number; readonly inSeller: boolean }
  | { readonly kind: 'wait'; readonly seconds: number };

const START = 1_795_363_748;
const DAY = 24 * 60 * 60;

/** What can be asked: method, path and body, each of them as likely as it is often here. */
const LINES = [
  ...[
    'bypassPending',
    'bypassPending',
    'visa',
    'createMultipleDisputes',
    'createComplianceDispute',
    'createIssuerFraudRecord',
    'riskLevelElevated',
  ].map(
    (card) =>
      `POST payment_intents amount=4600&currency=usd&confirm=true&off_session=true&payment_method=pm_card_${card}`,
  ),
  'POST refunds payment_intent={pi}&amount=700',
  'POST payouts amount=900&currency=usd',
  'POST payouts amount=90000&currency=usd',
  'POST payouts/{po} metadata[a]=1',
  'POST payouts/{po}/cancel',
  'GET payouts/{po} expand[]=destination&expand[]=balance_transaction',
  'GET payouts status=paid',
  'GET balance_transactions payout={po}',
  'GET balance',
  'POST products name=Hat&default_price_data[currency]=usd&default_price_data[unit_amount]=900',
  'POST products/{prod} name=Cap&active=false',
  'DELETE products/{prod}',
  'POST prices currency=usd&unit_amount=700&product={prod}&lookup_key=hat&transfer_lookup_key=true',
  'POST prices/{price} active=true&nickname=x',
  'GET prices lookup_keys[0]=hat&expand[]=data.product',
  'POST checkout/sessions mode=payment&success_url=http://s&line_items[0][price]={price}&line_items[0][quantity]=2&expand[]=line_items',
  'POST checkout/sessions mode=payment&success_url=http://s&payment_intent_data[capture_method]=manual&customer_creation=always&line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=900&line_items[0][price_data][product_data][name]=A&line_items[0][quantity]=1',
  'POST payment_methods type=card&card[token]=tok_visa',
  'POST payment_pages/{cs}/confirm payment_method={pm}',
  'POST payment_pages/{cs}/confirm payment_method={pm}',
  'POST checkout/sessions/{cs}/expire',
  'GET checkout/sessions/{cs}/line_items',
  'GET checkout/sessions status=complete&expand[]=data.payment_intent',
  'POST accounts country=DE&type=express&capabilities[transfers][requested]=true',
  'POST payment_intents amount=3000&currency=usd&confirm=true&off_session=true&payment_method=pm_card_visa&application_fee_amount=300',
  'POST refunds payment_intent={pi}&refund_application_fee=true',
  'GET application_fees',
  'POST accounts/{acct} metadata[a]=1&business_profile[name]=Hats',
  'GET accounts',
  'POST transfers amount=700&currency=usd&destination={acct}&expand[]=destination',
  'POST transfers amount=700&currency=usd&destination={acct}&source_transaction={ch}',
  'POST transfers/{tr}/reversals amount=100',
  'POST reviews/{prv}/approve',
  'GET reviews',
  'GET radar/early_fraud_warnings expand[]=data.charge',
  'GET charges',
  'POST payment_intents/{pi}/cancel',
  'POST customers name=J',
  'POST ephemeral_keys customer={cus}',
  'DELETE ephemeral_keys/{ephkey}',
  'POST customer_sessions customer={cus}&components[payment_element][enabled]=true&expand[]=customer',
  'POST test_helpers/confirmation_tokens payment_method=pm_card_visa&return_url=https://a.b&setup_future_usage=off_session',
  'POST test_helpers/confirmation_tokens payment_method=pm_card_chargeDeclined',
  'GET confirmation_tokens/{ctoken} ',
  'POST payment_intents amount=5000&currency=usd&confirm=true&capture_method=manual&confirmation_token={ctoken}',
  'POST payment_intents amount=5000&currency=usd&customer={cus}',
  'POST payment_intents/{pi}/confirm confirmation_token={ctoken}',
  'POST setup_intents customer={cus}',
  'POST setup_intents/{seti}/confirm confirmation_token={ctoken}&return_url=https://a.b',
];

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('request' as const),
      line: fc.constantFrom(...LINES),
      which: fc.nat({ max: 3 }),
      inSeller: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 3 * DAY }) }),
  },
);

/** What came of one step. */
interface Lived {
  readonly account: Account;
  readonly now: number;
  /** Undefined: time passed. */
  readonly answer: JsonObject | undefined;
  readonly events: readonly StripeEvent[];
}

/** Lives the steps, and calls after each. */
function live(steps: readonly Step[], lived: (step: Lived) => void): void {
  const account = openAccount('any life');
  account.settings = { ...account.settings, payout_schedule: 'daily', reviews: 'elevated' };
  planPayouts(account, START);
  const made = new Map<string, string[]>();
  let now = START;
  for (const [index, current] of steps.entries()) {
    let answer: JsonObject | undefined;
    if (current.kind === 'wait') {
      now += current.seconds;
      runDue(account, now);
    } else {
      const [method = '', path = '', form = ''] = named(current.line, made, current.which).split(' ');
      const [seller] = current.inSeller ? (made.get('acct') ?? []) : [];
      const sent = {
        id: `req_${String(index)}`,
        idempotencyKey: null,
        version: '2026-10-28.endive',
        publishable: false,
        stripeAccount: seller ?? null,
        origin: 'http://a',
      };
      answer = execute(account, { ...sent, method, path: `/v1/${path}`, form: parseForm(form).tree }, now).body;
      remember(made, textIn(answer, 'id'));
      for (const id of [textIn(answer, 'latest_charge'), textIn(answer, 'review')]) if (id !== '') remember(made, id);
    }
    lived({ account, now, answer, events: takeOutbox(account) });
  }
}

/** Each sentence is a broken law or a field that Stripe does not have. */
function wrongIn({ account, answer, events, now }: Lived): string[] {
  return [
    ...(answer === undefined ? [] : undescribed(answer)),
    ...staleEvents(account, events, now),
    ...events.flatMap(({ data, type }) => {
      const { object } = parseJsonObject(data.text);
      return isJsonObject(object) ? undescribed(object) : [`${type} is about nothing`];
    }),
    ...violations(account),
  ];
}

/** Every answer and event of a life. */
function writtenOf(steps: readonly Step[]): string[] {
  const written: string[] = [];
  live(steps, ({ answer, events }) => {
    written.push(
      ...[...(answer === undefined ? [] : [answer]), ...events.map(shown)].map((each) => JSON.stringify(each)),
    );
  });
  return written;
}

function shown(event: StripeEvent): JsonObject {
  return renderEvent(event);
}

function remember(made: Map<string, string[]>, id: string): void {
  const kind = id.slice(0, id.indexOf('_'));
  const known = made.get(kind) ?? [];
  if (!known.includes(id)) made.set(kind, [...known, id]);
}

/** The newest are the most alive. */
function named(line: string, made: ReadonlyMap<string, readonly string[]>, which: number): string {
  return line.replaceAll(/\{(\w+)\}/g, (_place, kind: string) => {
    const ids = made.get(kind) ?? [];
    return ids.at(-1 - (which % Math.max(1, ids.length))) ?? 'none';
  });
}

describe('any life of an account', () => {
  it('keeps the laws of the state and shows only what Stripe has', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 40, maxLength: 70 }), (steps) => {
        const wrong: string[] = [];
        live(steps, (each) => wrong.push(...wrongIn(each)));
        expect(wrong).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('goes the same way twice, byte for byte', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 40 }), (steps) => {
        expect(writtenOf(steps)).toEqual(writtenOf(steps));
      }),
      { numRuns: 10 },
    );
  });

  it('tells the same in its events, however late they are read', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 40, maxLength: 70 }), (steps) => {
        const atOnce: JsonObject[] = [];
        live(steps, ({ events }) => atOnce.push(...events.map(shown)));
        const told: StripeEvent[] = [];
        live(steps, ({ events }) => told.push(...events));
        expect(told.map(shown)).toEqual(atOnce);
      }),
      { numRuns: 25 },
    );
  });

  it('comes to every kind of answer', () => {
    const done = new Set<string>();
    for (const steps of fc.sample(fc.array(step, { minLength: 120, maxLength: 120 }), { numRuns: 40, seed: 5 })) {
      for (const text of writtenOf(steps)) {
        const { object, error } = parseJsonObject(text);
        if (!isJsonObject(error) && typeof object === 'string') done.add(object);
      }
    }
    const kinds = [
      'account',
      'balance',
      'checkout.session',
      'event',
      'list',
      'confirmation_token',
      'customer_session',
      'ephemeral_key',
      'payment_intent',
      'payout',
      'price',
      'product',
      'refund',
      'review',
      'transfer',
      'transfer_reversal',
    ];
    expect(kinds.filter((kind) => !done.has(kind))).toEqual([]);
  });
});
