import { recordedPaymentOf } from '../../activities/watch/recorded-payment';
import { holdOfRecord } from '../../apps/api/src/ship-check/recorded-source';
import { paidFromHold } from '../../libs/domain/captures/paid-from';
import { carriedPayment } from '../../libs/domain/payment/carried-payment';
import { isClosed, statusOf, type AttentionCode, type Payment } from '../../libs/domain/payment/payment';
import type { UnitSpan } from '../../libs/domain/orders/shipment-price';
import { rebuildPayment } from '../../libs/domain/watch/rebuild-payment';
import type { Database } from '../../libs/postgres/database/database';
import { createOrderReader } from '../../libs/postgres/reading/order-reader';
import { loadPaymentRows } from '../../libs/postgres/reading/payment-rows';

/** The payment of an order as its rows alone tell it. */
async function rebuiltFromRows(database: Database, orderId: string): Promise<Payment> {
  const rows = await loadPaymentRows(database, orderId);
  if (rows === undefined) throw new Error(`order ${orderId} is not recorded`);
  return rebuildPayment(recordedPaymentOf(rows));
}

/** As one run of a workflow hands it to the next: which units each shipment took is not told any more. */
export function asCarried({ order, ...payment }: Payment): Payment {
  return { order, ...carriedPayment(payment) };
}

/**
 * The workflow's own payment and the one that its rows tell are the same, but for what no row tells
 * (libs/domain/watch/rebuild-payment.ts), and, once the order is closed, for what nothing follows from any more.
 */
export async function expectRebuilt(
  database: Database,
  own: Payment,
  form: (payment: Payment) => Payment = (payment) => payment,
): Promise<void> {
  // A step that failed by a mistake of ours is, by its rows, still under way.
  if (own.attention.includes('provider_misuse')) return;
  const rebuilt = await rebuiltFromRows(database, own.order.orderId);
  expect(comparable(form(withGivenCustomer(rebuilt, own)))).toEqual(comparable(form(own)));
  await expectSameSource(database, own);
}

/** Of a customer that Holdfast made itself, so that the card could be kept, only the rows tell. */
function withGivenCustomer(rebuilt: Payment, { order: { payment } }: Payment): Payment {
  if (!payment.saveForLater || payment.customer !== null) return rebuilt;
  return { ...rebuilt, order: { ...rebuilt.order, payment: { ...rebuilt.order.payment, customer: null } } };
}

/** What the ship check reads of the rows is what the workflow decides by. */
async function expectSameSource(database: Database, own: Payment): Promise<void> {
  const { hold } = own;
  const order = await createOrderReader(database).findOrder(own.order.orderId);
  if (order === undefined || hold.state !== 'held') return;
  expect(holdOfRecord(order, hold.plan)).toEqual(paidFromHold(own, hold));
}

/** However the units are put into runs. */
function unitByUnit(allocation: Payment['order']['allocation']): unknown[] {
  return allocation.flatMap((run) =>
    Array.from({ length: run.units }, (_, index) => ({ ...run, fromUnit: run.fromUnit + index, units: 1 })),
  );
}

/** The order of lines within a shipment is told by no row. */
function byPlace(one: UnitSpan, other: UnitSpan): number {
  return one.lineId === other.lineId ? one.fromUnit - other.fromUnit : one.lineId < other.lineId ? -1 : 1;
}

/**
 * Alerts that the order's own workflow opens. Of the others the API tells it, which need not run in a test.
 */
const OWN_ALERTS: ReadonlySet<AttentionCode> = new Set<AttentionCode>([
  'amount_mismatch',
  'hold_lost',
  'provider_misuse',
  'settlement_overdue',
  'hold_expiring',
  'final_capture_failed',
  'reauthorization_failed',
  'authentication_required',
  'charge_declined',
]);

function comparable(payment: Payment): unknown {
  if (isClosed(payment)) return statusOf(payment);
  const { order, covered, attention, refusedGenerations, holdGeneration, authorizationGeneration, ...known } = payment;
  const { warnedGeneration, lineChanges = [], earlierHolds, shipments, ...rest } = known;
  // Once the last hold is over nothing is asked under another generation.
  const isOver = 'released' in payment.hold;
  return JSON.parse(
    JSON.stringify({
      ...rest,
      generations: isOver ? [] : [holdGeneration, authorizationGeneration],
      isWarned: warnedGeneration === holdGeneration,
      // The workflow has them as they ended, the rows as they were placed; only their sums count.
      earlierHolds: earlierHolds.map((hold) => JSON.stringify(hold, Object.keys(hold).sort())).sort(),
      lineChanges: lineChanges.map(({ changeId }) => changeId).sort(),
      order: {
        ...order,
        allocation: unitByUnit(order.allocation),
        policy: {
          ...{ withoutMulticapture: 'auto', extendedAuthorization: 'never', authenticationTimeoutSeconds: 86_400 },
          ...order.policy,
        },
      },
      shipments: shipments.map((shipment) => ({ ...shipment, spans: [...shipment.spans].sort(byPlace) })),
      covered: covered.map((priced) => ({
        ...priced,
        spans: [...priced.spans].sort(byPlace),
        shipment: { ...priced.shipment, lines: priced.shipment.lines.length },
      })),
      attention: attention.filter((code) => OWN_ALERTS.has(code)).sort(),
      // What a hold that is over took with it was refused too; nothing is captured of it again.
      refusedGenerations: payment.hold.state === 'held' ? refusedGenerations : {},
    }),
  );
}
