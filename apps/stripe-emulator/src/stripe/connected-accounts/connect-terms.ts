import type { Params } from '../../wire/params';
import { applicationOf } from '../application-fees/application-fee';
import { invalidRequest, refusal } from '../error';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { connectedAccount } from './connected-account';

/** Who else has a part in a payment: the account it is made for, the one it goes to, and what the platform keeps. */
export interface ConnectTerms {
  readonly onBehalfOf: string | null;
  readonly destination: string | null;
  /** Null sends everything to the destination. */
  readonly transferAmount: number | null;
  readonly applicationFeeAmount: number | null;
  /** The platform's application, where the payment is made in a connected account: a direct charge. */
  readonly application: string | null;
}

export const NO_CONNECT: ConnectTerms = {
  onBehalfOf: null,
  destination: null,
  transferAmount: null,
  applicationFeeAmount: null,
  application: null,
};

/** The account in which the payment is made; a connected one has a platform. */
interface Owner {
  readonly id: string;
  readonly platform: { readonly id: string } | null;
}

/** The terms after a create or an update: what it names replaces what was there. */
export function changedTerms(current: ConnectTerms, params: Params, amount: number, own: Owner): ConnectTerms {
  const terms: ConnectTerms = {
    onBehalfOf: changedAccount(params, 'on_behalf_of', 'on_behalf_of', current.onBehalfOf),
    ...changedTransferData(current, params, own.id),
    applicationFeeAmount: params.has('application_fee_amount')
      ? (nonNegative(params, 'application_fee_amount') ?? null)
      : current.applicationFeeAmount,
    application: own.platform === null ? null : applicationOf(own.platform.id),
  };
  refuseFeeWithTransferAmount(terms.applicationFeeAmount, terms.transferAmount);
  if (terms.applicationFeeAmount !== null) refuseFeeWithoutDestination(terms);
  if (terms.transferAmount !== null) refuseTooMuch(terms.transferAmount, amount);
  return terms;
}

function changedTransferData(
  current: ConnectTerms,
  params: Params,
  ownId: string,
): Pick<ConnectTerms, 'destination' | 'transferAmount'> {
  const { destination, transferAmount } = current;
  if (params.isUnset('transfer_data')) return { destination: null, transferAmount: null };
  const given = params.hash('transfer_data');
  if (given === undefined) return { destination, transferAmount };
  const named = changedAccount(given, 'destination', 'destination', destination);
  if (named === ownId) {
    throw refusal(
      'The `transfer_data[destination]` param cannot be set to your own account.',
      given.pathTo('destination'),
    );
  }
  if (named === null) throw destinationMissing(given.pathTo('destination'));
  return { destination: named, transferAmount: nonNegative(given, 'amount') ?? transferAmount };
}

function changedAccount(params: Params, name: string, what: string, current: string | null): string | null {
  if (!params.has(name)) return current;
  const id = params.text(name);
  return id === undefined ? null : connectedAccount(id, what, params.pathTo(name));
}

/** Zero says that nothing is kept or sent; the wording is the one recorded for a negative `amount_to_capture`. */
export function nonNegative(params: Params, name: string): number | undefined {
  const amount = params.int(name);
  if (amount !== undefined && amount < 0) throw invalidRequest('Invalid non-negative integer', params.pathTo(name));
  return amount;
}

/** The platform either takes a fee from what it sends on, or sends on a part (wording from memory). */
export function refuseFeeWithTransferAmount(fee: number | null, transfer: number | null): void {
  if (fee === null || transfer === null) return;
  throw refusal(
    'You may not provide the `application_fee_amount` parameter and the `transfer_data[amount]` parameter ' +
      'simultaneously. To transfer money to a connected account, we recommend using `application_fee_amount` to ' +
      'simplify fee calculation and reporting.',
    'application_fee_amount',
  );
}

/** Wording from memory. */
export function refuseFeeWithoutDestination({ application, destination }: ConnectTerms): void {
  if (destination !== null || application !== null) return;
  throw refusal(
    'Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment (using an OAuth ' +
      'key or Stripe-Account header) or destination payment (using `transfer_data[destination]`).',
    'application_fee_amount',
  );
}

export function destinationMissing(param: string): Error {
  return invalidRequest('Missing required param: transfer_data[destination].', param, 'parameter_missing');
}

/** That there is a limit is sure, its wording assumed. */
export function refuseTooMuch(transfer: number, amount: number): void {
  if (transfer <= amount) return;
  throw refusal(
    `The \`transfer_data[amount]\` (${String(transfer)}) must be less than or equal to the amount (${String(amount)}).`,
    'transfer_data[amount]',
  );
}

export function renderTransferData({ destination, transferAmount }: ConnectTerms): JsonObject | null {
  return destination === null ? null : { ...(transferAmount !== null && { amount: transferAmount }), destination };
}
