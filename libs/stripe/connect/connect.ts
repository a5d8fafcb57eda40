import type Stripe from 'stripe';
import { z } from 'zod';
import type {
  ConnectGateway,
  DisputeTransferRef,
  InBalance,
  ReversalAnswer,
  ReversalReading,
  ReversalRequest,
  ReversalSearch,
  ShareReading,
  ShareRequest,
  TransferAnswer,
  TransferReading,
  TransferRequest,
} from '../../domain/provider/connect-gateway';
import type { ShareKind } from '../../domain/orders/connect-terms';
import { reportedMoney } from '../../domain/money/money';
import { lenient, metadataOf, readAnswer, reference } from '../requests/answer';
import { askAs, type Signed, type StripeAccount } from '../requests/account';
import { read } from '../requests/ask';
import { transferGroupOf } from './connect-params';
import { disputeTransferMetadata, isDisputeTransfer, isReversal, reversalMetadata } from '../requests/metadata';
import { readPages, type Listed, type PageRequest } from '../requests/pages';
import { reversalRefusalOf, transferRefusalOf } from '../requests/refusals';
import { readBalanceTransaction } from '../requests/settlement';

/** Transfers and application fees at Stripe, as the gateway makes its calls. */
export function createConnectGateway(account: StripeAccount): ConnectGateway {
  return {
    readShares: (request) => readShares(account, request),
    reverseShare: (request) => reverseShare(account, request),
    findReversal: (search) => findReversal(account, search),
    transfer: (request) => transfer(account, request),
    findTransfer: (ref) => findTransfer(account, ref),
  };
}

/** An order has at most a few hundred captures; without an end a list that repeats itself would hold a worker. */
const PAGES_AT_MOST = 20;

async function readShares(
  { client, deployment }: StripeAccount,
  { orderId, chargeId, kinds }: ShareRequest,
): Promise<ShareReading[]> {
  const we = await deployment.toRead();
  const transfers = await readTransfers(client, transferGroupOf(we, orderId), chargeId);
  if (!kinds.includes('application_fee')) return transfers.map(({ share }) => share);
  let fees = await readFees(client, chargeId, chargeId);
  // With a destination the fee is taken from the payment that arrived there, and the list may know it by that alone.
  for (const { payment } of fees.length > 0 ? [] : transfers) {
    if (payment !== null) fees = [...fees, ...(await readFees(client, payment, chargeId))];
  }
  return [...transfers.map(({ share }) => share), ...fees];
}

const name = z.string().min(1);

/** One that is only named tells nothing of its amounts. */
const balanceMovement = lenient(
  z.union([
    name.transform((id) => ({ id, inBalance: null })),
    z.looseObject({ id: name }).transform((shown) => ({ id: shown.id, inBalance: withoutSign(shown) })),
  ]),
);

function withoutSign(shown: unknown): InBalance {
  const { amount, currency } = readBalanceTransaction(shown).amount;
  return reportedMoney(Math.abs(amount), currency);
}

/** What a transfer and an application fee have in common. Source: https://docs.stripe.com/api/transfers/object */
const moved = z.object({
  id: name,
  amount: z.int().positive(),
  currency: z.string(),
  balance_transaction: balanceMovement,
});

/** The fee is an object in the currency of the payment; what our balance got for it, only this says. */
const EXPAND = ['balance_transaction'];
const EXPAND_LISTED = EXPAND.map((field) => `data.${field}`);

const transferObject = moved.extend({ source_transaction: reference, destination_payment: reference });

interface TransferRead {
  readonly share: ShareReading;
  /** The payment that arrived at the destination. */
  readonly payment: string | null;
}

/**
 * The list takes no charge; the group that the hold was placed with finds them. Source:
 * https://docs.stripe.com/api/transfers/list
 */
async function readTransfers(client: Stripe, group: string, chargeId: string): Promise<TransferRead[]> {
  const newestFirst: TransferRead[] = [];
  const pages = readPages(`transfers of ${group}`, PAGES_AT_MOST, (page) =>
    read(() => client.transfers.list({ ...page, transfer_group: group, expand: EXPAND_LISTED })),
  );
  for await (const listed of pages) {
    const transfer = readAnswer(transferObject, 'transfer', listed);
    if (transfer.source_transaction !== chargeId) continue;
    newestFirst.push({ share: shareOf('transfer', transfer), payment: transfer.destination_payment });
  }
  return newestFirst.reverse();
}

const feeObject = moved.extend({ charge: reference, originating_transaction: reference });

async function readFees(client: Stripe, charge: string, chargeId: string): Promise<ShareReading[]> {
  const newestFirst: ShareReading[] = [];
  const pages = readPages(`application fees of ${charge}`, PAGES_AT_MOST, (page) =>
    read(() => client.applicationFees.list({ ...page, charge, expand: EXPAND_LISTED })),
  );
  for await (const listed of pages) {
    const fee = readAnswer(feeObject, 'application fee', listed);
    if ((fee.originating_transaction ?? fee.charge) === chargeId) newestFirst.push(shareOf('application_fee', fee));
  }
  return newestFirst.reverse();
}

const UNKNOWN = { id: null, inBalance: null } as const;

function shareOf(kind: ShareKind, { id, amount, currency, ...rest }: z.output<typeof moved>): ShareReading {
  const { id: balanceTransactionId, inBalance } = rest.balance_transaction ?? UNKNOWN;
  return { kind, stripeId: id, amount: reportedMoney(amount, currency), balanceTransactionId, inBalance };
}

/**
 * Part of a transfer: https://docs.stripe.com/api/transfer_reversals; of a fee: https://docs.stripe.com/api/fee_refunds
 */
async function reverseShare(account: StripeAccount, request: ReversalRequest): Promise<ReversalAnswer> {
  const { client } = account;
  const { kind, stripeId, ref, amount } = request;
  const reverse = async ({ options, as }: Signed): Promise<unknown> => {
    const params = { amount: amount.amount, metadata: reversalMetadata(as, ref), expand: EXPAND };
    switch (kind) {
      case 'transfer':
        return client.transfers.createReversal(stripeId, params, options);
      case 'application_fee':
        return client.applicationFees.createRefund(stripeId, params, options);
    }
  };
  const asked = await askAs(account, request, reverse, reversalRefusalOf);
  return asked.kind === 'answer'
    ? { kind: 'answered', reversal: readingOf(asked.answer) }
    : { kind: 'refused', code: asked.refusal };
}

/** What a search needs of a reversal or a transfer. Source: https://docs.stripe.com/api/transfer_reversals/list */
const listedReversal = z.object({ metadata: lenient(metadataOf) });

async function findReversal(
  { client, deployment }: StripeAccount,
  { ref, kind, stripeId }: ReversalSearch,
): Promise<ReversalReading | undefined> {
  const we = await deployment.toRead();
  for await (const listed of reversalsOf(client, kind, stripeId)) {
    const { metadata } = readAnswer(listedReversal, 'reversal in a list', listed);
    if (isReversal(metadata ?? {}, we, ref)) return readingOf(listed);
  }
  return undefined;
}

function reversalsOf(client: Stripe, kind: ShareKind, stripeId: string): AsyncGenerator<Listed, void> {
  const list = async (page: PageRequest): Promise<unknown> => {
    switch (kind) {
      case 'transfer':
        return client.transfers.listReversals(stripeId, { ...page, expand: EXPAND_LISTED });
      case 'application_fee':
        return client.applicationFees.listRefunds(stripeId, { ...page, expand: EXPAND_LISTED });
    }
  };
  return readPages(`reversals of ${stripeId}`, PAGES_AT_MOST, (page) => read(() => list(page)));
}

/**
 * A reversal of a transfer, or a refund of an application fee. Source:
 * https://docs.stripe.com/api/transfer_reversals/object
 */
const reversalObject = z.object({ id: name, amount: z.int().positive(), balance_transaction: balanceMovement });

/** @throws ProviderUnavailable when Stripe's answer lacks what we need */
function readingOf(answer: unknown): ReversalReading {
  const { id: stripeReversalId, amount, ...rest } = readAnswer(reversalObject, 'reversal', answer);
  return { stripeReversalId, amount, inBalance: (rest.balance_transaction ?? UNKNOWN).inBalance };
}

/**
 * To a connected account again, after a dispute was won: out of our balance, for what the bank gave back is there.
 * Source: https://docs.stripe.com/disputes/connect
 */
async function transfer(account: StripeAccount, request: TransferRequest): Promise<TransferAnswer> {
  const { ref, destination, amount } = request;
  const send = ({ options, as }: Signed): Promise<unknown> =>
    account.client.transfers.create(
      {
        amount: amount.amount,
        currency: amount.currency,
        destination,
        transfer_group: transferGroupOf(as, ref.orderId),
        metadata: disputeTransferMetadata(as, ref),
        expand: EXPAND,
      },
      options,
    );
  const asked = await askAs(account, request, send, transferRefusalOf);
  return asked.kind === 'answer'
    ? { kind: 'answered', transfer: transferReadingOf(asked.answer) }
    : { kind: 'refused', code: asked.refusal };
}

async function findTransfer(
  { client, deployment }: StripeAccount,
  ref: DisputeTransferRef,
): Promise<TransferReading | undefined> {
  const we = await deployment.toRead();
  const group = transferGroupOf(we, ref.orderId);
  const pages = readPages(`transfers of ${group}`, PAGES_AT_MOST, (page) =>
    read(() => client.transfers.list({ ...page, transfer_group: group, expand: EXPAND_LISTED })),
  );
  for await (const listed of pages) {
    const { metadata } = readAnswer(listedReversal, 'transfer in a list', listed);
    if (isDisputeTransfer(metadata ?? {}, we, ref)) return transferReadingOf(listed);
  }
  return undefined;
}

/** @throws ProviderUnavailable when Stripe's answer lacks what we need */
function transferReadingOf(answer: unknown): TransferReading {
  const { id: stripeId, amount, balance_transaction } = readAnswer(moved, 'transfer', answer);
  const { id: balanceTransactionId, inBalance } = balance_transaction ?? UNKNOWN;
  return { stripeId, amount, balanceTransactionId, inBalance };
}
