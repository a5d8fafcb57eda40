import * as fc from 'fast-check';
import { parseForm } from '../wire/form';
import { openAccount, takeOutbox } from './account';
import type { Account } from './account';
import { violations } from './checks';
import { renderEvent } from './events/event';
import { execute } from './execute';
import type { StripeResponse } from './request';
import { runDue } from './run-due';

/** One step of a random life: a request to one of the PaymentIntents made so far, or time passing. */
export type Step =
  | { readonly kind: 'create'; readonly body: string }
  | { readonly kind: 'act'; readonly verb: string; readonly target: number; readonly body: string }
  /** The same to something that came of a payment: a refund of a PaymentIntent, or a call on what exists. */
  | {
      readonly kind: 'follow';
      readonly of: 'dispute' | 'fee' | 'refund' | 'refunded' | 'transfer';
      readonly verb: string;
      readonly target: number;
      readonly body: string;
    }
  | { readonly kind: 'wait'; readonly seconds: number };

type Request = Exclude<Step, { kind: 'wait' }>;

const HOUR = 3600;
const FEATURES = ['request_multicapture', 'request_overcapture', 'request_extended_authorization'];
const CARDS = [
  'visa',
  'amex',
  'chargeDeclined',
  'authenticationRequired',
  'credit_disableEnterpriseCardFeatures',
  'createDispute',
  'createDisputeInquiry',
  'pendingRefund',
  'refundFail',
];
const CONNECT = [
  '',
  '&transfer_data[destination]=acct_1',
  '&transfer_data[destination]=acct_1&application_fee_amount=300',
  '&transfer_data[destination]=acct_1&transfer_data[amount]=40',
  '&on_behalf_of=acct_1',
];

const createBody = fc
  .record({
    amount: fc.integer({ min: 0, max: 5000 }),
    card: fc.constantFrom(...CARDS),
    method: fc.constantFrom('manual', 'automatic', 'automatic_async'),
    confirm: fc.boolean(),
    features: fc.subarray(FEATURES),
    lines: fc.boolean(),
    connect: fc.constantFrom(...CONNECT),
  })
  .map(({ amount, card, method, confirm, features, lines, connect }) => {
    const line = 'amount_details[line_items][0]';
    return [
      `amount=${String(amount)}&currency=usd&capture_method=${method}&payment_method=pm_card_${card}`,
      `confirm=${String(confirm)}${connect}`,
      'allowed_payment_method_types[0]=card',
      ...features.map((feature) => `payment_method_options[card][${feature}]=if_available`),
      ...(lines ? [`${line}[product_name]=A&${line}[quantity]=1&${line}[unit_cost]=${String(amount)}`] : []),
    ].join('&');
  });

const captureBody = fc
  .record({
    amount: fc.option(fc.integer({ min: -1, max: 3000 })),
    final: fc.option(fc.boolean()),
    lines: fc.boolean(),
    fee: fc.option(fc.integer({ min: 0, max: 900 }), { freq: 3 }),
  })
  .map(({ amount, final, lines, fee }) => {
    const line = 'amount_details[line_items][0]';
    return [
      ...(amount === null ? [] : [`amount_to_capture=${String(amount)}`]),
      ...(final === null ? [] : [`final_capture=${String(final)}`]),
      ...(fee === null ? [] : [`application_fee_amount=${String(fee)}`]),
      ...(lines ? [`${line}[product_name]=B&${line}[quantity]=1&${line}[unit_cost]=${String(amount ?? 1)}`] : []),
    ].join('&');
  });

const target = fc.nat({ max: 5 });
const act = (verb: string, body: fc.Arbitrary<string>): fc.Arbitrary<Request> =>
  fc.record({ kind: fc.constant('act' as const), verb: fc.constant(verb), target, body });

const refundBody = fc
  .record({
    amount: fc.option(fc.integer({ min: 0, max: 3000 })),
    shares: fc.subarray(['refund_application_fee', 'reverse_transfer']),
  })
  .map(({ amount, shares }) =>
    [...(amount === null ? [] : [`amount=${String(amount)}`]), ...shares.map((share) => `${share}=true`)].join('&'),
  );
const partBody = fc.constantFrom('', 'amount=7', 'amount=300', 'amount=0', 'metadata[a]=1');
const evidence = (text: string): string => `evidence[uncategorized_text]=${text}`;
const evidenceBody = fc.constantFrom(
  evidence('winning_evidence'),
  evidence('losing_evidence'),
  evidence('escalate_inquiry_evidence'),
  `${evidence('later')}&submit=false`,
  'submit=true',
  'metadata[a]=1',
);
const follow = (
  of: Extract<Step, { kind: 'follow' }>['of'],
  verb: string,
  body: fc.Arbitrary<string>,
): fc.Arbitrary<Request> =>
  fc.record({ kind: fc.constant('follow' as const), of: fc.constant(of), verb: fc.constant(verb), target, body });

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: follow('refund', '', refundBody) },
  { weight: 1, arbitrary: follow('refunded', '', fc.constantFrom('metadata[a]=1', 'metadata=')) },
  { weight: 1, arbitrary: follow('refunded', '/cancel', fc.constant('')) },
  { weight: 5, arbitrary: follow('dispute', '', evidenceBody) },
  { weight: 1, arbitrary: follow('dispute', '/close', fc.constant('')) },
  { weight: 1, arbitrary: follow('fee', '/refunds', partBody) },
  { weight: 1, arbitrary: follow('transfer', '/reversals', partBody) },
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

/** What can be refused as a whole: a create that confirms leaves its PaymentIntent behind. */
export const request = fc.oneof(
  { weight: 4, arbitrary: act('/capture', captureBody) },
  { weight: 2, arbitrary: follow('refund', '', refundBody) },
  { weight: 1, arbitrary: follow('dispute', '', evidenceBody) },
  { weight: 1, arbitrary: follow('fee', '/refunds', partBody) },
  { weight: 1, arbitrary: follow('transfer', '/reversals', partBody) },
);

export const START = 1_795_363_748;

/** Lives the steps, in an account of that API version, and writes down every answer, every event and every broken law. */
export function live(
  steps: readonly Step[],
  version: string | null = null,
): { readonly written: string[]; readonly broken: string[] } {
  const account = openAccount('a life');
  if (version !== null) account.settings = { ...account.settings, api_version: version };
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
    written.push(...takeOutbox(account).map((event) => JSON.stringify(renderEvent(event))));
    broken.push(...violations(account));
  }
  return { written, broken };
}

function requestFor(account: Account, current: Request): { readonly path: string; readonly body: string } {
  switch (current.kind) {
    case 'create':
      return { path: '/v1/payment_intents', body: current.body };
    case 'act':
      return {
        path: `/v1/payment_intents/${idOf(account.paymentIntents, current.target)}${current.verb}`,
        body: current.body,
      };
    case 'follow':
      return followUp(account, current);
  }
}

function followUp(
  account: Account,
  { of, target: which, verb, body }: Extract<Step, { kind: 'follow' }>,
): { readonly path: string; readonly body: string } {
  switch (of) {
    case 'refund':
      return { path: '/v1/refunds', body: `payment_intent=${idOf(account.paymentIntents, which)}&${body}` };
    case 'refunded':
      return { path: `/v1/refunds/${idOf(account.refunds, which)}${verb}`, body };
    case 'dispute':
      return { path: `/v1/disputes/${idOf(account.disputes, which)}${verb}`, body };
    case 'fee':
      return { path: `/v1/application_fees/${idOf(account.applicationFees, which)}${verb}`, body };
    case 'transfer':
      return { path: `/v1/transfers/${idOf(account.transfers, which)}${verb}`, body };
  }
}

function idOf(made: { oldestFirst: () => readonly { readonly id: string }[] }, which: number): string {
  const all = made.oldestFirst();
  return all[which % Math.max(1, all.length)]?.id ?? 'none';
}

/** One request to the account. */
export function send(account: Account, current: Request, index: number, now: number): StripeResponse {
  const { path, body } = requestFor(account, current);
  return execute(
    account,
    {
      method: 'POST',
      path,
      form: parseForm(body).tree,
      id: `req_${String(index)}`,
      idempotencyKey: null,
      version: null,
      publishable: false,
      origin: 'http://127.0.0.1',
    },
    now,
  );
}
