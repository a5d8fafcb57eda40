import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { currencyIn, timeIn } from '../show';
import type { Style } from '../show';

/** One attempt to move money with a payment method. */
export interface Charge {
  readonly id: string;
  readonly created: number;
  readonly paymentIntent: string;
  readonly paymentMethod: string;
  readonly amount: number;
  readonly currency: string;
  readonly customer: string | null;
  /** Why it failed; null: the bank agreed. */
  readonly failure: { readonly code: string; readonly message: string } | null;
  status: 'succeeded' | 'pending' | 'failed';
  captured: boolean;
  amountCaptured: number;
  /** Given back to the buyer, and what the bank let go of. */
  amountRefunded: number;
}

export function renderCharge(account: Style, charge: Charge): JsonObject {
  const { amount, amountCaptured, amountRefunded, failure } = charge;
  return {
    id: charge.id,
    object: 'charge',
    amount,
    amount_captured: amountCaptured,
    amount_refunded: amountRefunded,
    captured: charge.captured,
    created: timeIn(account, charge.created),
    currency: currencyIn(account, charge.currency),
    customer: charge.customer,
    failure_code: failure?.code ?? null,
    failure_message: failure?.message ?? null,
    livemode: false,
    paid: failure === null,
    payment_intent: charge.paymentIntent,
    payment_method: charge.paymentMethod,
    refunded: amountCaptured > 0 && amountRefunded >= amountCaptured,
    status: charge.status,
  };
}
