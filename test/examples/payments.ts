import { releasedBy } from '../../libs/domain/holds/hold-end';
import type { CancellationCommand, ShipmentCommand } from '../../libs/domain/orders/inputs';
import { evolve } from '../../libs/domain/lifecycle/evolve';
import { decide } from '../../libs/domain/lifecycle/decide';
import type { AcceptedOrder } from '../../libs/domain/orders/order';
import { heldAmount, openPayment, type DoneCancellation, type Payment } from '../../libs/domain/payment/payment';
import type { LiveHold } from '../../libs/domain/payment/hold';
import type { AuthorizeStep, CaptureStep, Step } from '../../libs/domain/payment/steps';
import type { Fact } from '../../libs/domain/payment/facts';
import { obeyCard } from './cards';
import type { LineQuantity } from '../../libs/domain/orders/shipment-price';

/** A hold on the whole order, six and a half days before its release. */
function liveHold({ total }: AcceptedOrder, overrides: Partial<LiveHold> = {}): LiveHold {
  return {
    state: 'held',
    paymentIntentId: 'pi_1',
    chargeId: 'ch_1',
    amount: total,
    captureBefore: '2026-11-29T10:00:00.000Z',
    releaseAt: '2026-11-28T22:00:00.000Z',
    capabilities: {
      multicapture: true,
      overcapture: false,
      incrementalAuthorization: false,
      extendedAuthorization: false,
      maximumCapturable: total,
    },
    plan: 'multicapture',
    ...overrides,
  };
}

/** The payment of an order whose card is authorized. */
export function authorized(order: AcceptedOrder, overrides: Partial<LiveHold> = {}): Payment {
  const payment = openPayment(order);
  const step: Step = { kind: 'authorize', order, generation: 1 };
  return evolve(payment, step, { kind: 'hold_placed', hold: liveHold(order, overrides) });
}

/** A command to capture a shipment; the hash stands for its content. */
export function shipmentOf(
  shipmentId: string,
  lines: readonly LineQuantity[],
  contentHash = JSON.stringify(lines),
): ShipmentCommand {
  return { shipmentId, lines, carrier: null, trackingNumber: null, contentHash, requestId: `request ${shipmentId}` };
}

/** A second hold is placed beside the one that serves, as it is asked for. */
export function placedBeside({ renewal, generation }: AuthorizeStep, { hold, order }: Payment): Fact {
  if (renewal === undefined || hold.state !== 'held') throw new Error('the order has a hold');
  const { capabilities, plan, card = null } = hold;
  const name = generation.toString();
  const names = { paymentIntentId: `pi_${name}`, chargeId: `ch_${name}` };
  const room = renewal.room?.amount ?? 0;
  const { amount } = renewal.price;
  const asBefore = { capabilities, plan, card, ...(room > 0 && { raised: room }) };
  return { kind: 'hold_placed', hold: liveHold(order, { ...names, amount, ...asBefore }) };
}

/** What a provider that does as it is told makes of a step. */
export function obey(step: Exclude<Step, { kind: 'authorize' } | { kind: 'read_hold' }>, payment: Payment): Fact {
  switch (step.kind) {
    case 'confirm':
      return { kind: 'hold_placed', hold: liveHold(payment.order) };
    case 'raise':
      return { kind: 'hold_raised', amount: step.amountAfter, maximumCapturable: step.amountAfter };
    case 'capture':
      return captureAsAsked(step, payment);
    case 'release':
      return {
        kind: 'hold_ended',
        hold: {
          state: 'released',
          paymentIntentId: step.paymentIntentId,
          chargeId: 'ch_1',
          released: step.amount,
          lost: 0,
        },
        cancelReason: step.cause.reason,
        cancellation:
          step.cause.kind === 'cancellation'
            ? done(step.cause.cancellation, releasedBy(step.cause, step.amount))
            : null,
        mismatch: false,
      };
    case 'cover': {
      const { orderId, namedBy, generation, shipment } = step;
      const captureId = `${orderId}/${namedBy}/${generation.toString()}`;
      return { kind: 'shipment_covered', captureId, shipmentId: shipment.shipmentId };
    }
    case 'uncover': {
      const { shipmentId } = step.cancellation;
      const spans = payment.covered.find((each) => each.shipmentId === shipmentId)?.spans ?? [];
      return { kind: 'shipment_uncovered', shipmentId, spans };
    }
    case 'change_deadline': {
      const { onDeadline, marginSeconds, holds } = step;
      const times = { releaseAt: '2026-11-28T23:00:00.000Z', warnAt: '2026-11-28T12:00:00.000Z' };
      return { kind: 'deadline_changed', onDeadline, marginSeconds, times: holds ? times : null };
    }
    case 'reopen_units': {
      const { changeId, contentHash } = step.reopening;
      return { kind: 'units_reopened', change: { changeId, contentHash, amount: step.amount } };
    }
    case 'add_lines': {
      const { changeId, contentHash } = step.addition;
      return { kind: 'lines_added', change: { changeId, contentHash, amount: step.amount } };
    }
    case 'lower_line': {
      const { changeId, contentHash } = step.reduction;
      return { kind: 'line_lowered', change: { changeId, contentHash, amount: step.amount } };
    }
    case 'warn':
      return { kind: 'hold_warned', authorizationGeneration: step.authorizationGeneration, raised: true };
    case 'cancel_lines':
      return { kind: 'lines_canceled', cancellation: done(step.cancellation, step.amount) };
    case 'save_card':
    case 'confirm_card':
    case 'read_card':
    case 'charge':
    case 'read_charge':
    case 'end_charge':
      return obeyCard(step);
    case 'settle':
      return {
        kind: 'captures_settled',
        captureIds: payment.shipments.map(({ captureId }) => captureId),
        mismatch: false,
        overdue: false,
      };
  }
}

function done({ cancellationId, contentHash }: CancellationCommand, released: number): DoneCancellation {
  return { cancellationId, contentHash, released };
}

function captureAsAsked(step: CaptureStep, payment: Payment): Fact {
  const { paymentIntentId, chargeId } = step;
  const released = Math.max(heldAmount(payment) - step.price.amount, 0);
  const { shipmentId } = step.shipment;
  return {
    kind: 'shipment_captured',
    captureId: `${step.orderId}/${shipmentId}/${step.generation.toString()}`,
    generation: step.generation,
    shipmentId,
    mismatch: false,
    ended: step.final ? { state: 'captured', paymentIntentId, chargeId, released, lost: 0 } : null,
  };
}

/** Ships a shipment through `decide` and an obedient provider; throws when it is refused. */
export function ship(payment: Payment, shipment: ShipmentCommand): Payment {
  const decision = decide(payment, { kind: 'capture_shipment', shipment });
  if (decision.kind !== 'do' || decision.step.kind !== 'capture') throw new Error(JSON.stringify(decision));
  return evolve(payment, decision.step, obey(decision.step, payment));
}
