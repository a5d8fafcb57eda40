import { largestCharge, smallestCharge } from '../money/charge-limits';
import { formatMoney } from '../money/money';
import type { ConfirmationCommand, Input } from '../orders/inputs';
import type { AcceptedOrder } from '../orders/order';
import type { Decision } from '../payment/decision';
import type { Fact } from '../payment/facts';
import type { LiveHold } from '../payment/hold';
import type { Payment } from '../payment/payment';
import type { Refusal } from '../payment/refusal';
import { openWorth, type Room } from '../payment/renewal';
import { whyHoldStays } from './decide-another-card';

/**
 * What an order grows by is held with all that is open on a second hold, which takes the place of the first: there is
 * never more than one hold that shipments are captured from (docs/decisions/0075).
 */

/** What the second hold is for. */
export interface Growing {
  /** The order as it will be. */
  readonly grown: AcceptedOrder;
  /** What it grows by, and who asked for that. */
  readonly room: Room;
  /** A card that the buyer gives for it; absent: the kept one is asked. */
  readonly given?: ConfirmationCommand;
  /** The answer where no second hold can be placed. */
  readonly refusal: (why: string) => Refusal;
}

/** Decides to ask a card for all that is open in the grown order; then the first hold is released. */
export function decideSecondHold(payment: Payment, hold: LiveHold, growing: Growing): Decision {
  const { grown, room, given, refusal } = growing;
  const refuse = (why: string): Decision => ({ kind: 'refuse', refusal: refusal(why) });
  const card = given === undefined ? (hold.card ?? null) : null;
  if (card === null && given === undefined) return refuse('its card is not kept');
  const after = { ...payment, order: grown };
  const price = openWorth(after);
  const why = whyHoldStays(after) ?? whyNotCharged(price.amount, grown.currency);
  if (why !== undefined) return refuse(why);
  const renewal = { card, price, lastCallAt: hold.releaseAt, takesOver: true, room } as const;
  const generation = payment.authorizationGeneration + 1;
  const step = { order: payment.order, generation, ...(given !== undefined && { confirmation: given }), renewal };
  return { kind: 'do', step: { kind: 'authorize', ...step } };
}

function whyNotCharged(amount: number, currency: string): string | undefined {
  const [least, most] = [smallestCharge(currency), largestCharge(currency)];
  if (amount < least) return `cards are charged ${formatMoney({ amount: least, currency })} at least`;
  return amount > most ? `cards are charged ${formatMoney({ amount: most, currency })} at most` : undefined;
}

/** Whether a second hold was placed so that the same input can be decided again. */
export function hasMadeRoom(input: Input, fact: Fact): boolean {
  return (input.kind === 'add_lines' || input.kind === 'reopen_units') && fact.kind === 'hold_placed';
}
