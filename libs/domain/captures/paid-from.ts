import type { PaidFromCard, PaidFromHold } from './how-units-ship';
import type { CardSaved, LiveHold } from '../payment/hold';
import { openUnits, type Payment } from '../payment/payment';
import { renewalsSoFar } from '../payment/renewal';

/** The hold of a payment, as far as it decides what may ship. */
export function paidFromHold(payment: Payment, { plan, card }: LiveHold): PaidFromHold {
  const { shipments, holdGeneration, captureInDoubt, attention } = payment;
  const captures = shipments.filter(
    ({ amount, authorizationGeneration }) => amount > 0 && authorizationGeneration === holdGeneration,
  );
  return {
    plan,
    open: openUnits(payment),
    captures: captures.length,
    renewals: renewalsSoFar(payment),
    cardKept: card !== undefined && card !== null,
    captureInDoubt: captureInDoubt !== null,
    finalCaptureFailed: attention.includes('final_capture_failed'),
  };
}

/** The saved card of a payment, as far as it decides what may ship. */
export function paidFromCard({ authorizationGeneration: requests }: Payment, { pending }: CardSaved): PaidFromCard {
  return { paymentPending: pending !== null, requests };
}
