import { capabilitiesFor } from '../../libs/domain/capabilities/payment-provider';
import { upsertSearchAttributes } from '@temporalio/workflow';
import { holdfastAttention, holdfastReleaseAt, holdfastStatus } from '../../libs/temporal/search-attributes';
import { coveredAmount } from '../../libs/domain/payment/covered';
import { deadlineOf } from '../../libs/domain/lifecycle/decide-deadline';
import { creditOf } from '../../libs/domain/orders/allocation';
import { formatMoney } from '../../libs/domain/money/money';
import { firstRequestOf } from '../../libs/domain/orders/first-request';
import { titleOf } from '../../libs/domain/orders/order';
import type { OrderStatus } from '../../libs/domain/orders/order-status';
import {
  canceledUnits,
  capturedAmount,
  CONFIRMS_AT_MOST,
  abandonedAt,
  heldAmount,
  openUnits,
  outcomeOf,
  statusOf,
  type Payment,
} from '../../libs/domain/payment/payment';
import type { LiveHold, PendingCharge } from '../../libs/domain/payment/hold';
import { renewalsSoFar, whyNotRenewable } from '../../libs/domain/payment/renewal';
import { showDetails } from '../unfailing';

/** Shows the order to whoever looks at the workflow in the Temporal UI. */
export function showOrder(before: Payment, payment: Payment): void {
  showDetails(orderDetails(payment));
  if (searchGroup(before) !== searchGroup(payment) || isFoundByOther(before, payment)) {
    const releaseAt = releaseAtOf(payment);
    upsertSearchAttributes([
      { key: holdfastStatus, value: statusOf(payment) },
      { key: holdfastReleaseAt, value: releaseAt === null ? null : new Date(releaseAt) },
      { key: holdfastAttention, value: payment.attention.length > 0 },
    ]);
  }
}

/** Whether what people search by has changed: a problem came up, or a renewal has moved the deadline. */
function isFoundByOther(before: Payment, payment: Payment): boolean {
  if (before.attention.length !== payment.attention.length) return true;
  const releaseAt = releaseAtOf(payment);
  return releaseAt !== null && before.hold.state !== 'none' && releaseAtOf(before) !== releaseAt;
}

function releaseAtOf({ hold }: Payment): string | null {
  return hold.state === 'held' ? hold.releaseAt : null;
}

/** Every upsert is an Action, so the search attributes follow the group of the status, not each change. */
function searchGroup(payment: Payment): 'awaited' | 'live' | 'closed' {
  // Over in a moment: what comes of it is shown.
  if (payment.hold.state === 'renewal_due') return 'live';
  const groups: Record<OrderStatus, 'awaited' | 'live' | 'closed'> = {
    created: 'awaited',
    requires_payment_method: 'awaited',
    requires_action: 'awaited',
    processing: 'awaited',
    card_saved: 'live',
    no_payment_required: 'live',
    authorized: 'live',
    partially_captured: 'live',
    captured: 'live',
    completed: 'closed',
    canceled: 'closed',
  };
  return groups[statusOf(payment)];
}

/** The order as a small markdown table, with what will happen next. Names no buyer. */
function orderDetails(payment: Payment): string {
  const { order, hold } = payment;
  const asked = firstRequestOf(order);
  const { released, lost } = outcomeOf(payment);
  const renewals = renewalsSoFar(payment);
  const canceled = [...canceledUnits(payment).values()].reduce((sum, units) => sum + units, 0);
  const changes = payment.lineChanges?.length ?? 0;
  const credit = creditOf(order);
  const adjusted = payment.shipments.reduce((sum, { adjustment }) => sum + adjustment, 0);
  const amount = (minorUnits: number): string => formatMoney({ amount: minorUnits, currency: order.currency });
  const rows: [string, string][] = [
    ['status', payment.cancelReason === null ? statusOf(payment) : `${statusOf(payment)} (${payment.cancelReason})`],
    ['total', amount(order.total)],
    ...(credit > 0 ? [['paid by credits', amount(credit)] satisfies [string, string]] : []),
    ...(order.payment.paymentIntent === undefined ? [] : [['payment', 'adopted'] satisfies [string, string]]),
    ...(asked === 'hold'
      ? [['held', amount(heldAmount(payment))] satisfies [string, string]]
      : [['fulfilment', order.policy.fulfilment] satisfies [string, string]]),
    ...(renewals > 0 ? [['earlier holds', renewals.toString()] satisfies [string, string]] : []),
    ...(adjusted === 0 ? [] : [['adjustments of shipments', amount(adjusted)] satisfies [string, string]]),
    ['captured', amount(capturedAmount(payment))],
    [asked === 'saved_card' ? 'not charged' : 'released', amount(released)],
    ...(lost > 0 ? [['lost', amount(lost)] satisfies [string, string]] : []),
    ...troubles(payment),
    ...(canceled > 0 ? [['canceled', counted(canceled, 'unit')] satisfies [string, string]] : []),
    ...(changes > 0 ? [['lines changed', counted(changes, 'time')] satisfies [string, string]] : []),
    ['next', nextUp(payment)],
    ...(hold.state === 'held' ? [['hold expires', minute(hold.captureBefore)] satisfies [string, string]] : []),
    ...(payment.attention.length > 0 ? [['attention', payment.attention.join(', ')] satisfies [string, string]] : []),
  ];
  const waits = hold.state === 'held' ? 'covered' : 'lost';
  const shipments = [
    ...payment.shipments.map(
      ({ shipmentId, amount: worth, state, final }) =>
        `| ${shipmentId} | ${amount(worth)} | ${state}${final ? ', final' : ''} |`,
    ),
    ...payment.covered.map(({ shipmentId, amount: worth }) => `| ${shipmentId} | ${amount(worth)} | ${waits} |`),
    ...(payment.canceledShipments ?? []).map(
      ({ shipmentId, amount: worth }) => `| ${shipmentId} | ${amount(worth)} | canceled |`,
    ),
  ];
  return [
    `**${titleOf(order)}**`,
    '',
    '| | |',
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
    ...(shipments.length === 0 ? [] : ['', '| shipment | amount | capture |', '| --- | --- | --- |', ...shipments]),
  ].join('\n');
}

/** What the order waits for, in a sentence. */
function nextUp(payment: Payment): string {
  const { hold, refused } = payment;
  const { name } = capabilitiesFor(payment.order.payment);
  if (refused !== undefined) return `nothing: refused, ${refused.path} ${refused.message}`;
  switch (hold.state) {
    case 'none':
      return `Holdfast asks ${name}${firstRequestOf(payment.order) === 'hold' ? ' for the hold' : ''}`;
    case 'requires_payment_method':
      return `the buyer must give a card by ${minute(abandonedAt(payment))}`;
    case 'requires_action':
      return `the buyer must authenticate by ${minute(abandonedAt(payment))}`;
    case 'processing':
      return `${name} is processing it`;
    case 'renewal_due':
      return 'what has not shipped is re-authorized on the saved card';
    case 'saved':
      return hold.pending === null
        ? `${counted(openCount(payment), 'unit')} to ship; each shipment is charged to the saved card`
        : nextOfPending(hold.pending);
    case 'held':
      if (payment.replacedHold !== null) return 'the earlier hold is released';
      return `${counted(openCount(payment), 'unit')} to ship; ${endOf(payment, hold)}`;
    case 'captured':
    case 'released':
    case 'expired': {
      const waiting = payment.shipments.filter(({ state }) => state === 'captured').length;
      return waiting === 0 ? 'nothing: the order is closed' : `${counted(waiting, 'capture')} waiting for settlement`;
    }
  }
}

function nextOfPending({ state, charge, until }: PendingCharge): string {
  const { shipmentId } = charge.shipment;
  switch (state) {
    case 'requires_action':
      return `the buyer must authenticate the payment of shipment ${shipmentId}${until === null ? '' : ` by ${minute(until)}`}`;
    case 'processing':
      return `the bank is processing the payment of shipment ${shipmentId}`;
    case 'in_doubt':
      return `the shop must send shipment ${shipmentId} again: its payment is not known`;
  }
}

/** What becomes of the hold by itself, and when. */
function endOf(payment: Payment, hold: LiveHold): string {
  const { order, finalCaptureTrouble } = payment;
  const covered = coveredAmount(payment);
  const left = formatMoney({ amount: covered, currency: order.currency });
  if (finalCaptureTrouble !== null)
    return `the final capture is tried again at ${minute(deadlineOf(payment) ?? hold.releaseAt)}`;
  const ends = `what is left is ${atDeadline(payment, hold)} at ${minute(hold.releaseAt)}`;
  return covered === 0 ? ends : `${left} of covered shipments are captured with the last one, and ${ends}`;
}

function atDeadline(payment: Payment, hold: LiveHold): string {
  switch (payment.order.policy.onDeadline) {
    case 'release':
      return 'released';
    case 'capture_remaining':
      return 'captured';
    case 'reauthorize': {
      const renewed = hold.renewal !== 'refused' && whyNotRenewable(payment, hold) === undefined;
      return renewed ? 're-authorized' : 'released';
    }
  }
}

/** Why the buyer is asked again, and how often that may still be; nothing for a hold that has had no trouble. */
function troubles({ hold, confirms }: Payment): [string, string][] {
  if (hold.state !== 'requires_payment_method' && hold.state !== 'requires_action') return [];
  const { lastError } = hold;
  return [
    ...(lastError === null ? [] : [['last error', lastError.declineCode ?? lastError.code] satisfies [string, string]]),
    ...(confirms === 0
      ? []
      : [['confirmed', `${confirms.toString()} of ${CONFIRMS_AT_MOST.toString()} times`] satisfies [string, string]]),
  ];
}

function openCount(payment: Payment): number {
  return openUnits(payment).reduce((sum, { quantity }) => sum + quantity, 0);
}

function counted(count: number, thing: string): string {
  return `${count.toString()} ${thing}${count === 1 ? '' : 's'}`;
}

function minute(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}
