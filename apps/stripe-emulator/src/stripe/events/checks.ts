import type { Account } from '../account';
import { renderApplicationFee } from '../application-fees/application-fee';
import { renderDispute } from '../disputes/dispute';
import { isJsonObject, parseJsonObject } from '../../../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { renderPayout } from '../payouts/payout';
import { renderPrice } from '../products/price';
import { renderProduct } from '../products/product';
import { renderWarning } from '../radar/early-fraud-warning';
import { renderReview } from '../radar/review';
import { renderRefund } from '../refunds/refund';
import { renderTransfer } from '../transfers/transfer';
import type { StripeEvent } from './event';

/** What an event says: the object as it was, and what had been different. */
interface Said {
  readonly event: StripeEvent;
  readonly id: string;
  readonly object: JsonObject;
  readonly previous: JsonObject;
}

/** Events never change, so each is read once however often the laws are checked. */
const readings = new WeakMap<StripeEvent, Said>();

/** The laws between what events say and the state; each broken one is one sentence. */
export function violationsOfEvents(account: Account): string[] {
  const said = account.events.oldestFirst().map(reading);
  const newest = new Map(said.map((each) => [each.id, each]));
  return [
    ...violationsOfOrder(said),
    ...violationsOfSlices(account, said),
    ...violationsOfNewest(account, newest),
    ...violationsOfEnds(account, newest),
  ];
}

function reading(event: StripeEvent): Said {
  const known = readings.get(event);
  if (known !== undefined) return known;
  const { object, previous_attributes: previous } = parseJsonObject(event.data.text);
  if (!isJsonObject(object)) throw new Error(`Bug! ${event.id} is about nothing`);
  const id = typeof object['id'] === 'string' ? object['id'] : '';
  const said: Said = { event, id, object, previous: isJsonObject(previous) ? previous : {} };
  readings.set(event, said);
  return said;
}

/** Money that was taken stays taken, and nothing is said to have changed that did not. */
const GROWING = ['amount_captured', 'amount_received'];

function violationsOfOrder(said: readonly Said[]): string[] {
  const seen = new Map<string, number>();
  return said.flatMap(({ event, id, object, previous }) => [
    ...GROWING.flatMap((field) => {
      const value = object[field];
      if (typeof value !== 'number') return [];
      const before = seen.get(`${id} ${field}`) ?? 0;
      seen.set(`${id} ${field}`, value);
      return value < before ? [`${event.id}: ${field} of ${id} fell from ${String(before)} to ${String(value)}`] : [];
    }),
    ...Object.keys(previous)
      .filter((field) => JSON.stringify(previous[field]) === JSON.stringify(object[field]))
      .map((field) => `${event.id}: ${event.type} says that ${field} of ${id} changed, but it did not`),
  ]);
}

/** A reader who adds up the differences in `charge.updated` has what settled, capture by capture. */
function violationsOfSlices(account: Account, said: readonly Said[]): string[] {
  const sums = new Map<string, number>();
  for (const { event, id, object, previous } of said) {
    const [is, was] = [object['amount_captured'], previous['amount_captured']];
    if (event.type !== 'charge.updated' || typeof is !== 'number' || typeof was !== 'number') continue;
    sums.set(id, (sums.get(id) ?? 0) + is - was);
  }
  return [...sums].flatMap(([id, sum]) => {
    const captures = account.charges.get(id)?.captures ?? [];
    const settled = captures.reduce((total, each) => total + (each.balanceTransaction === null ? 0 : each.amount), 0);
    return sum === settled ? [] : [`${id}: its events add up to ${String(sum)} settled, not ${String(settled)}`];
  });
}

/** Of these every change is told, so the newest event shows the object as it is now. */
function violationsOfNewest(account: Account, newest: ReadonlyMap<string, Said>): string[] {
  return [...newest.values()].flatMap(({ event, id, object }) => {
    const now = shown(account, id, event.created);
    const same = now === undefined || JSON.stringify(now) === JSON.stringify(object);
    return same ? [] : [`${event.id}: ${event.type} does not show ${id} as it is`];
  });
}

/** What is over was told: the newest event of a payment that ended shows the end, in money too. */
function violationsOfEnds(account: Account, newest: ReadonlyMap<string, Said>): string[] {
  return account.paymentIntents.oldestFirst().flatMap((intent) => [
    ...(intent.status === 'succeeded' || intent.status === 'canceled'
      ? untold(newest, intent.id, {
          status: intent.status,
          amount: intent.amount,
          amount_capturable: intent.amountCapturable,
          amount_received: intent.amountReceived,
        })
      : []),
    ...intent.charges
      .filter(({ captured }) => captured)
      .flatMap(({ id, amountCaptured }) => untold(newest, id, { amount_captured: amountCaptured, captured: true })),
  ]);
}

function untold(newest: ReadonlyMap<string, Said>, id: string, now: JsonObject): string[] {
  const object = newest.get(id)?.object ?? {};
  return Object.keys(now)
    .filter((field) => object[field] !== now[field])
    .map((field) => `${id}: its newest event does not show its ${field}`);
}

function shown(account: Account, id: string, at: number): JsonObject | undefined {
  const dispute = account.disputes.get(id);
  if (dispute !== undefined) return renderDispute(dispute, at);
  const refund = account.refunds.get(id);
  if (refund !== undefined) return renderRefund(refund);
  const transfer = account.transfers.get(id);
  if (transfer !== undefined) return renderTransfer(transfer);
  const product = account.products.get(id);
  if (product !== undefined) return renderProduct(product);
  const price = account.prices.get(id);
  if (price !== undefined) return renderPrice(price);
  const review = account.reviews.get(id);
  if (review !== undefined) return renderReview(review);
  const warning = account.earlyFraudWarnings.get(id);
  if (warning !== undefined) return renderWarning(warning);
  const payout = account.payouts.get(id);
  if (payout !== undefined) return renderPayout(payout);
  const fee = account.applicationFees.get(id);
  return fee === undefined ? undefined : renderApplicationFee(fee);
}
