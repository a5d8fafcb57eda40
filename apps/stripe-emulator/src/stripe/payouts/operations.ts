import type { Params } from '../../wire/params';
import type { Account } from '../account';
import { availableIn } from '../balance/balance';
import { checkedCurrency } from '../currency';
import { invalidRequest, noSuch, noSuchInParams, refusal, uncovered } from '../error';
import { differences } from '../events/differences';
import { emit } from '../events/emit';
import { createdFilter, pageOf, rangeFilter } from '../list';
import { mergedMetadata } from '../metadata';
import type { Operation } from '../request';
import { bankAccountOf } from './bank-account';
import { renderPayout } from './payout';
import type { Payout } from './payout';
import { cancelWaitingPayout } from './progress';
import { sendPayout } from './send';

/** Documented. */
const LONGEST_DESCRIPTOR = 22;

/** Sends money to the bank by hand; the available balance must cover it (documented). */
export const createPayout: Operation = (context, params) => {
  const { account, now } = context;
  const amount = checkedPositive(params, 'amount');
  const currency = checkedCurrency(params.text('currency') ?? '');
  refuseOtherWays(account, params);
  const metadata = mergedMetadata(new Map(), params);
  if (amount > availableIn(account, currency, now)) throw insufficient();
  const payout = sendPayout(context, {
    amount,
    currency,
    automatic: false,
    description: params.text('description') ?? null,
    statementDescriptor: checkedDescriptor(params),
    metadata,
    paysOut: [],
  });
  return () => renderPayout(payout);
};

export const retrievePayout: Operation = ({ account }, _params, id) => {
  const payout = findPayout(account, id);
  return () => renderPayout(payout);
};

export const listPayouts: Operation = ({ account }, params) => {
  const created = createdFilter(params);
  const arrives = rangeFilter(params, 'arrival_date');
  const [destination, status] = [params.text('destination'), params.text('status')];
  const page = pageOf(
    {
      oldestFirst: account.payouts.oldestFirst(),
      matches: (payout) =>
        (destination === undefined || payout.destination === destination) &&
        (status === undefined || payout.status === status) &&
        arrives(payout.arrivalDate) &&
        created(payout),
      render: renderPayout,
      url: '/v1/payouts',
      name: 'payout',
    },
    params,
  );
  return () => page;
};

export const updatePayout: Operation = (context, params, id) => {
  const payout = findPayout(context.account, id);
  const metadata = mergedMetadata(payout.metadata, params);
  const before = renderPayout(payout);
  payout.metadata = metadata;
  const after = renderPayout(payout);
  const previous = differences(before, after);
  if (Object.keys(previous).length > 0) emit(context, 'payout.updated', id, after, previous);
  return () => renderPayout(payout);
};

/** While it is pending, and only one that was made by hand (documented); the wording is assumed. */
export const cancelPayout: Operation = (context, _params, id) => {
  const payout = findPayout(context.account, id);
  if (payout.automatic) throw refusal(`Payout ${id} was created by the payout schedule and cannot be canceled.`);
  if (payout.status !== 'pending') {
    throw refusal(`Payouts can only be canceled while they are pending; ${id} is ${payout.status}.`);
  }
  cancelWaitingPayout(context, payout);
  return () => renderPayout(payout);
};

function findPayout(account: Account, id: string): Payout {
  const payout = account.payouts.get(id);
  if (payout === undefined) throw noSuch('payout', id, 'payout');
  return payout;
}

function checkedPositive(params: Params, name: string): number {
  const amount = params.int(name) ?? 0;
  if (amount >= 1) return amount;
  throw invalidRequest('This value must be greater than or equal to 1.', name, 'parameter_invalid_integer');
}

/** There is one bank account, one kind of money, and no hurry. */
function refuseOtherWays(account: Account, params: Params): void {
  const destination = params.text('destination');
  if (destination !== undefined && destination !== bankAccountOf(account)) {
    throw noSuchInParams('external account', destination, 'destination');
  }
  if (params.text('method') === 'instant') throw uncovered('method');
  const source = params.text('source_type');
  if (source !== undefined && source !== 'card') throw insufficient();
}

function checkedDescriptor(params: Params): string | null {
  const descriptor = params.text('statement_descriptor') ?? null;
  if (descriptor === null || descriptor.length <= LONGEST_DESCRIPTOR) return descriptor;
  throw invalidRequest(
    `The statement descriptor must be at most ${String(LONGEST_DESCRIPTOR)} characters.`,
    'statement_descriptor',
  );
}

/** Reported in many places; the code is documented. */
export function insufficient(): Error {
  return refusal(
    'You have insufficient funds in your Stripe account for this transfer. Your card balance is too low.  You can use ' +
      'the /v1/balance endpoint to view your Stripe balance (for more details, see stripe.com/docs/api#balance).',
    undefined,
    'balance_insufficient',
  );
}
