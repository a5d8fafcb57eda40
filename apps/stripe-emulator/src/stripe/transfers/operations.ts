import type { Account } from '../account';
import { invalidRequest, noSuch, refusal } from '../error';
import { differences } from '../events/differences';
import { emit } from '../events/emit';
import { createdFilter, pageOf } from '../list';
import { mergedMetadata } from '../metadata';
import type { Operation } from '../request';
import { emitReversed, refuseShortBalance, reverse } from './reverse';
import { renderReversal, renderTransfer } from './transfer';
import type { Transfer } from './transfer';

export const retrieveTransfer: Operation = ({ account }, _params, id) => {
  const transfer = findTransfer(account, id);
  return () => renderTransfer(transfer);
};

export const listTransfers: Operation = ({ account }, params) => {
  const created = createdFilter(params);
  const [destination, group] = [params.text('destination'), params.text('transfer_group')];
  const page = pageOf(
    {
      oldestFirst: account.transfers.oldestFirst(),
      matches: (transfer) =>
        (destination === undefined || transfer.destination === destination) &&
        (group === undefined || transfer.transferGroup === group) &&
        created(transfer),
      render: renderTransfer,
      url: '/v1/transfers',
      name: 'transfer',
    },
    params,
  );
  return () => page;
};

export const updateTransfer: Operation = (context, params, id) => {
  const transfer = findTransfer(context.account, id);
  const metadata = mergedMetadata(transfer.metadata, params);
  const before = renderTransfer(transfer);
  transfer.metadata = metadata;
  transfer.description = params.text('description') ?? transfer.description;
  const after = renderTransfer(transfer);
  const previous = differences(before, after);
  if (Object.keys(previous).length > 0)
    emit(context, 'transfer.updated', aboutOf(context.account, transfer), after, previous);
  return () => renderTransfer(transfer);
};

/** All that is left unless an amount says otherwise (documented); the wording of the limits is assumed. */
export const createReversal: Operation = (context, params, id) => {
  const { account } = context;
  const transfer = findTransfer(account, id);
  const left = transfer.amount - transfer.amountReversed;
  if (left === 0) throw refusal(`Transfer ${id} has already been fully reversed.`);
  const amount = params.int('amount') ?? left;
  if (amount < 1) {
    throw invalidRequest('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  }
  if (amount > left) {
    throw refusal(
      `Amount of reversal (${String(amount)}) is greater than the unreversed amount (${String(left)}).`,
      'amount',
    );
  }
  refuseShortBalance(account);
  const metadata = mergedMetadata(new Map(), params);
  const reversal = reverse(context, transfer, { amount, refund: null, metadata });
  emitReversed(context, transfer, aboutOf(account, transfer), amount);
  return () => renderReversal(reversal);
};

export const listReversals: Operation = ({ account }, params, id) => {
  const transfer = findTransfer(account, id);
  const page = pageOf(
    {
      oldestFirst: transfer.reversals,
      matches: () => true,
      render: renderReversal,
      url: `/v1/transfers/${id}/reversals`,
      name: 'transfer reversal',
    },
    params,
  );
  return () => page;
};

export const retrieveReversal: Operation = ({ account }, _params, id, transferId) => {
  const reversal = findTransfer(account, transferId).reversals.find((candidate) => candidate.id === id);
  if (reversal === undefined) throw noSuch('transfer reversal', id, 'id');
  return () => renderReversal(reversal);
};

export const updateReversal: Operation = (context, params, id, transferId) => {
  const transfer = findTransfer(context.account, transferId);
  const reversal = transfer.reversals.find((candidate) => candidate.id === id);
  if (reversal === undefined) throw noSuch('transfer reversal', id, 'id');
  const metadata = mergedMetadata(reversal.metadata, params);
  const before = renderTransfer(transfer);
  reversal.metadata = metadata;
  const after = renderTransfer(transfer);
  const previous = differences(before, after);
  if (Object.keys(previous).length > 0) {
    emit(context, 'transfer.updated', aboutOf(context.account, transfer), after, previous);
  }
  return () => renderReversal(reversal);
};

function findTransfer(account: Account, id: string): Transfer {
  const transfer = account.transfers.get(id);
  if (transfer === undefined) throw noSuch('transfer', id, 'transfer');
  return transfer;
}

function aboutOf(account: Account, { charge, id }: Transfer): string {
  return charge === null ? id : (account.charges.get(charge)?.paymentIntent ?? id);
}
