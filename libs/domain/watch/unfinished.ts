import { isReservedShipment } from '../payment/covered';
import type { Input } from '../orders/inputs';
import type { Payment } from '../payment/payment';
import { isFirstRequestOpen } from './rebuild-holds';
import type { RecordedCancellation, RecordedPayment } from './recorded-payment';
import { isAwaiting } from '../orders/transitions';
import { quantitiesOf } from '../orders/unit-spans';

/**
 * What a payment that was rebuilt goes on with: each command that was taken and has no outcome, in the order in which
 * one can follow the other, and a look at what became of the hold at the provider meanwhile. What the clock had begun
 * (a release, a renewal, a final capture) is due again by itself, and is taken first. Each of them is decided as it
 * was, and its activity finds what is recorded of it and reads before it asks.
 * @param lookId names the look at the hold
 */
export function unfinishedOf(recorded: RecordedPayment, payment: Payment, lookId: string): Input[] {
  return [
    ...(isFirstRequestOpen(payment) ? [{ kind: 'authorize' } as const] : []),
    ...confirming(recorded, payment),
    ...takingOver(recorded, payment),
    ...shipping(recorded, payment),
    ...recorded.cancellations.filter(({ released }) => released === null).map(canceling),
    {
      kind: 'provider_event',
      event: { eventId: lookId, type: 'holdfast.started_again', about: 'hold', paymentIntentId: null, chargeId: null },
    },
  ];
}

/** What takes the place of a hold or a saved card that serves, of which no answer is recorded. */
function takingOver({ authorizations }: RecordedPayment, { hold }: Payment): Input[] {
  const newest = authorizations.findLast(({ isPayment }) => !isPayment);
  if (newest?.state !== 'requested' || (hold.state !== 'held' && hold.state !== 'saved')) return [];
  if (newest.growsBy !== null) return [newest.growsBy];
  return newest.given === null ? [] : [{ kind: 'confirm_payment', confirmation: newest.given }];
}

function confirming({ authorizations }: RecordedPayment, { hold, holdGeneration }: Payment): Input[] {
  if (!isAwaiting(hold.state)) return [];
  const latest = authorizations.find(({ generation }) => generation === holdGeneration)?.confirmations.at(-1);
  if (latest === undefined || latest.isAnswered) return [];
  return [{ kind: 'confirm_payment', confirmation: latest.confirmation }];
}

/** Shipments of the shop's own whose capture or charge has no outcome; those that wait for a bank are known to. */
function shipping({ shipments }: RecordedPayment, { hold }: Payment): Input[] {
  const waiting = hold.state === 'saved' ? hold.pending?.charge.shipment.shipmentId : undefined;
  return shipments
    .filter(({ status, wasCovered }) => status === 'pending' && !wasCovered)
    .map(({ shipment }) => shipment)
    .filter(({ shipmentId }) => shipmentId !== waiting && !isReservedShipment(shipmentId))
    .map((shipment) => ({ kind: 'capture_shipment', shipment }));
}

function canceling({ cancellation, spans }: RecordedCancellation): Input {
  if (spans.length === 0) return { kind: 'cancel_lines', cancellation };
  return { kind: 'cancel_lines', cancellation: { ...cancellation, lines: quantitiesOf(spans) } };
}
