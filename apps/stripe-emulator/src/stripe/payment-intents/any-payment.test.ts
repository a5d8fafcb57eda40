import * as fc from 'fast-check';
import { undescribed } from '../../wire/described-fields';
import { parseForm } from '../../wire/form';
import { openAccount, takeOutbox } from '../account';
import type { Account } from '../account';
import { answerOpenChallenge, findChallenged } from '../challenges';
import type { ChallengeOutcome } from '../challenges';
import { violations } from '../checks';
import { renderEvent } from '../events/event';
import { execute } from '../execute';
import { isJsonObject, parseJsonObject } from '../../../../../libs/emulation/objects/json';
import { runDue } from '../run-due';

/** One step in the life of a shop with customers: a request, a buyer at a 3-D Secure page, or time passing. */
type Step =
  | { readonly kind: 'read' | 'send'; readonly what: string; readonly target: number; readonly body: string }
  | { readonly kind: 'answer'; readonly target: number; readonly outcome: ChallengeOutcome }
  | { readonly kind: 'wait'; readonly seconds: number };

const START = 1_795_363_748;
const CARDS = [
  'visa',
  'mastercard',
  'amex',
  'authenticationRequired',
  'authenticationRequiredOnSetup',
  'authenticationRequiredSetupForOffSession',
  'threeDSecureOptional',
  'threeDSecureRequiredChargeDeclined',
  'chargeDeclined',
  'chargeCustomerFail',
  'radarBlock',
  'credit_disableEnterpriseCardFeatures',
  'emulatorProcessing',
  'emulatorProcessingDeclined',
  'emulatorSecondIncrementDeclined',
  'emulatorCaptureFails',
].map((name) => `pm_card_${name}`);

const target = fc.nat({ max: 5 });
const join = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => texts.filter((text) => text !== '').join('&'));
const maybe = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom('', ...texts);
const option = (name: string): string => `payment_method_options[card][${name}]`;

const card = fc.constantFrom(...CARDS, 'METHOD', 'METHOD').map((id) => `payment_method=${id}`);
const presence = maybe(
  'off_session=true',
  'off_session=one_off',
  'error_on_requires_action=true',
  'return_url=http://shop',
);
const usage = maybe('setup_future_usage=off_session', `${option('setup_future_usage')}=none`);
const create = join(
  fc
    .integer({ min: 50, max: 9000 })
    .map((amount) => `amount=${String(amount)}&currency=usd&confirm=true&allowed_payment_method_types[0]=card`),
  card,
  presence,
  usage,
  maybe('capture_method=manual', 'capture_method=manual', 'capture_method=automatic'),
  maybe('customer=CUSTOMER', 'confirmation_method=manual', `${option('moto')}=true`),
  maybe(`${option('request_incremental_authorization')}=if_available`),
  maybe(`${option('request_multicapture')}=if_available`),
  maybe(`${option('request_overcapture')}=if_available`),
);
const details = 'amount_details[line_items][0][product_name]=A&amount_details[line_items][0][quantity]=1';
const capture = join(
  maybe('final_capture=false', 'final_capture=true'),
  fc
    .option(fc.integer({ min: 0, max: 4000 }))
    .map((amount) => (amount === null ? '' : `amount_to_capture=${String(amount)}`)),
  maybe(`${details}&amount_details[line_items][0][unit_cost]=100`, 'amount_details[discount_amount]=5'),
);

const send = (what: string, body: fc.Arbitrary<string>): fc.Arbitrary<Step> =>
  fc.record({ kind: fc.constant('send' as const), what: fc.constant(what), target, body });

/** What only reads. */
const read = (...places: readonly string[]): fc.Arbitrary<Step> =>
  fc.constantFrom(...places).chain((place) => {
    const [what = '', query = ''] = place.split('?');
    return fc.record({ kind: fc.constant('read' as const), what: fc.constant(what), target, body: fc.constant(query) });
  });

const charge = join(
  fc.integer({ min: 50, max: 9000 }).map((amount) => `amount=${String(amount)}&currency=usd`),
  fc.constantFrom(...CARDS).map((id) => `source=${id.replace('pm_card_', 'tok_')}`),
  maybe('capture=false', 'capture=false', 'description=x'),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: send('payment_intents', create) },
  { weight: 6, arbitrary: send('payment_intents/{pi}/capture', capture) },
  { weight: 3, arbitrary: send('payment_intents/{pi}/confirm', join(fc.oneof(card, fc.constant('')), presence)) },
  {
    weight: 2,
    arbitrary: send(
      'payment_intents/{pi}',
      maybe('amount=777', 'payment_method=', 'customer=CUSTOMER', 'description=x'),
    ),
  },
  {
    weight: 3,
    arbitrary: send(
      'payment_intents/{pi}/increment_authorization',
      fc.nat({ max: 60_000 }).map((amount) => `amount=${String(amount)}`),
    ),
  },
  { weight: 1, arbitrary: send('payment_intents/{pi}/cancel', maybe('cancellation_reason=abandoned')) },
  {
    weight: 2,
    arbitrary: send(
      'setup_intents',
      join(card, maybe('customer=CUSTOMER'), maybe('confirm=true&return_url=http://shop')),
    ),
  },
  { weight: 1, arbitrary: send('setup_intents/{seti}/confirm', fc.oneof(card, fc.constant(''))) },
  { weight: 1, arbitrary: send('setup_intents/{seti}/cancel', fc.constant('')) },
  { weight: 1, arbitrary: send('customers', join(fc.constant('name=J'), maybe('payment_method=pm_card_visa'))) },
  { weight: 1, arbitrary: send('customers/{cus}', maybe('email=a@b', 'metadata[a]=1')) },
  {
    weight: 1,
    arbitrary: send(
      'payment_methods',
      fc.constantFrom('type=card&card[token]=tok_visa', 'type=card&card[number]=4242'),
    ),
  },
  { weight: 2, arbitrary: send('charges', charge) },
  { weight: 1, arbitrary: send('charges/{ch}/capture', maybe('amount=100', 'amount=9999', 'receipt_email=a@b')) },
  { weight: 1, arbitrary: send('charges/{ch}/refunds', maybe('amount=100', 'reason=duplicate')) },
  { weight: 1, arbitrary: send('charges/{ch}/refund', maybe('amount=100')) },
  {
    weight: 1,
    arbitrary: send('tokens', fc.constant('card[number]=4242424242424242&card[exp_month]=1&card[exp_year]=2040')),
  },
  { weight: 1, arbitrary: read('account', 'balance', 'balance/history', 'charges/search?query=amount>0&limit=3') },
  { weight: 1, arbitrary: send('payment_methods/{pm}/attach', fc.constant('customer=CUSTOMER')) },
  { weight: 1, arbitrary: send('payment_methods/{pm}/detach', fc.constant('')) },
  { weight: 1, arbitrary: send('payment_methods/{pm}', maybe('card[exp_month]=3', 'billing_details[name]=J')) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      target,
      outcome: fc.constantFrom<ChallengeOutcome>('complete', 'fail', 'abandon'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 100_000 }) }),
  },
);

/** Lives the steps; each sentence is a broken law or a field that Stripe does not have. */
function live(steps: readonly Step[]): { readonly written: string[]; readonly wrong: string[] } {
  const account = openAccount('a life');
  account.settings = { ...account.settings, raw_card_numbers: 'allowed', search_delay_seconds: 0 };
  const written: string[] = [];
  const wrong: string[] = [];
  let now = START;
  for (const [index, current] of steps.entries()) {
    if (current.kind === 'wait') {
      now += current.seconds;
      runDue(account, now);
    } else if (current.kind === 'answer') {
      answer(account, current, now);
    } else {
      const body = request(account, current, index, now);
      written.push(JSON.stringify(body));
      wrong.push(...undescribed(body));
    }
    for (const event of takeOutbox(account)) {
      written.push(JSON.stringify(renderEvent(event)));
      const { object } = parseJsonObject(event.data.text);
      wrong.push(...(isJsonObject(object) ? undescribed(object) : [`${event.type} is about nothing`]));
    }
    wrong.push(...violations(account));
  }
  return { written, wrong };
}

function answer(account: Account, { outcome, target: which }: Extract<Step, { kind: 'answer' }>, now: number): void {
  const waiting = [...account.paymentIntents.oldestFirst(), ...account.setupIntents.oldestFirst()].filter(
    ({ status }) => status === 'requires_action',
  );
  const challenged = findChallenged(account, pick(waiting, which));
  if (challenged !== undefined) answerOpenChallenge(account, challenged, outcome, now);
}

function request(
  account: Account,
  { body, kind, target: which, what }: Extract<Step, { kind: 'read' | 'send' }>,
  index: number,
  now: number,
): ReturnType<typeof execute>['body'] {
  const ids = {
    pi: pick(account.paymentIntents.oldestFirst(), which),
    seti: pick(account.setupIntents.oldestFirst(), which),
    cus: pick(account.customers.oldestFirst(), which),
    pm: pick(account.paymentMethods.oldestFirst(), which),
    ch: pick(account.charges.oldestFirst(), which),
  };
  const path = what
    .replace('{pi}', ids.pi)
    .replace('{seti}', ids.seti)
    .replace('{cus}', ids.cus)
    .replace('{pm}', ids.pm)
    .replace('{ch}', ids.ch);
  const form = body.replace('CUSTOMER', ids.cus).replace('METHOD', ids.pm);
  return execute(
    account,
    {
      method: kind === 'read' ? 'GET' : 'POST',
      path: `/v1/${path}`,
      form: parseForm(form).tree,
      id: `req_${String(index)}`,
      idempotencyKey: null,
      version: null,
      publishable: false,
      origin: 'http://127.0.0.1',
    },
    now,
  ).body;
}

/** The newest are the most alive. */
function pick(made: readonly { readonly id: string }[], which: number): string {
  return made.at(-1 - (which % Math.max(1, made.length)))?.id ?? 'none';
}

describe('any life of payments, customers and their methods', () => {
  it('keeps the laws of the state and shows only what Stripe has', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 40, maxLength: 80 }), (steps) => {
        expect(live(steps).wrong).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('goes the same way twice, byte for byte', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 40 }), (steps) => {
        expect(live(steps)).toEqual(live(steps));
      }),
      { numRuns: 20 },
    );
  });

  it('comes to every status', () => {
    const seen = new Set<string>();
    for (const steps of fc.sample(fc.array(step, { minLength: 60, maxLength: 60 }), { numRuns: 40, seed: 11 })) {
      for (const text of live(steps).written) {
        for (const [, status] of text.matchAll(/"object":"payment_intent".*?"status":"([a-z_]+)"/g))
          seen.add(String(status));
      }
    }
    expect([...seen].sort()).toEqual([
      'canceled',
      'processing',
      'requires_action',
      'requires_capture',
      'requires_confirmation',
      'requires_payment_method',
      'succeeded',
    ]);
  });
});
