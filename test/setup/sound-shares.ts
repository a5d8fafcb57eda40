import type { ShareKind } from '../../libs/domain/orders/connect-terms';
import type { Money } from '../../libs/domain/money/money';
import type { OrderReader } from '../../libs/postgres/reading/order-reader';
import type { EmulatorControl, StripeShare } from './emulator-control';

interface Sides {
  readonly reader: OrderReader;
  readonly stripe: Pick<EmulatorControl, 'transfers' | 'applicationFees'>;
}

/** What was sent on to connected accounts, kept as fee and given back: the same at Stripe, in the rows and in the ledger. */
export async function expectSoundShares({ reader, stripe }: Sides, orderId: string): Promise<void> {
  const record = await reader.findOrder(orderId);
  if (record === undefined) throw new Error(`order ${orderId} is not recorded`);
  const { connect, shipments } = record;
  const charges = new Set(shipments.map(({ capture }) => capture.chargeId));
  // What gives a share again after a dispute is of no charge; its group names the order.
  const isOfOrder = ({ charge, group }: StripeShare): boolean =>
    charge === null ? group?.endsWith(`/${orderId}`) === true : charges.has(charge);
  const own = (shares: readonly StripeShare[]): StripeShare[] => shares.filter(isOfOrder);
  const [transfers, fees] = [own(await stripe.transfers()), own(await stripe.applicationFees())];
  expect({
    transferred: connect?.transferred ?? [],
    transfersReversed: connect?.transfersReversed ?? [],
    applicationFees: connect?.applicationFees ?? [],
    applicationFeesRefunded: connect?.applicationFeesRefunded ?? [],
  }).toEqual({
    transferred: sums(transfers, ({ amount }) => amount),
    transfersReversed: sums(transfers, ({ back }) => back),
    applicationFees: sums(fees, ({ amount }) => amount),
    applicationFeesRefunded: sums(fees, ({ back }) => back),
  });
  const { balances } = await reader.readLedger(orderId);
  const ledger = (account: string): Money[] =>
    balances.flatMap(({ account: name, balance }) => (name === account && balance.amount !== 0 ? [balance] : []));
  expect({ connect_transfers: ledger('connect_transfers'), connect_fees: ledger('connect_fees') }).toEqual({
    connect_transfers: sums(transfers, ({ amount, back }) => amount - back),
    connect_fees: sums(fees, ({ amount, back }) => amount - back),
  });
  const ofCharges = transfers.filter(({ charge }) => charge !== null);
  expect(recordedIds(shipments, 'transfer')).toEqual(ofCharges.map(({ id }) => id).sort());
  expect(recordedIds(shipments, 'application_fee')).toEqual(fees.map(({ id }) => id).sort());
}

function recordedIds(
  shipments: NonNullable<Awaited<ReturnType<OrderReader['findOrder']>>>['shipments'],
  kind: ShareKind,
): string[] {
  const ids = shipments
    .flatMap(({ capture }) => (kind === 'transfer' ? capture.transfer : capture.applicationFee) ?? [])
    .map(({ stripeId }) => stripeId);
  // Shipments that were captured together share them.
  return [...new Set(ids)].sort();
}

/** One sum for each currency, without those that are nothing. */
function sums(shares: readonly StripeShare[], amountOf: (share: StripeShare) => number): Money[] {
  const currencies = [...new Set(shares.map(({ currency }) => currency))].sort();
  return currencies
    .map((currency) => ({
      currency,
      amount: shares.filter((share) => share.currency === currency).reduce((sum, share) => sum + amountOf(share), 0),
    }))
    .filter(({ amount }) => amount !== 0);
}
