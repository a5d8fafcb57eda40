import { capabilitiesFor } from '../../libs/domain/capabilities/payment-provider';
import type { LiveHold } from '../../libs/domain/payment/hold';
import { formatMoney, reportedMoney } from '../../libs/domain/money/money';
import { capturedOfGeneration, type Payment } from '../../libs/domain/payment/payment';
import { ProviderMisuse, ProviderUnavailable, type PaymentGateway } from '../../libs/domain/provider/payment-gateway';
import type { RecordedPayment } from '../../libs/domain/watch/recorded-payment';
import { isAwaiting } from '../../libs/domain/orders/transitions';
import type { IncrementRow } from '../../libs/postgres/holds/increment-store';

/**
 * Asks the provider whether the payment that was rebuilt is true: each hold that lives is there, and as large and as
 * much captured as recorded, but for what was under way. One that is over meanwhile is no contradiction: the workflow's
 * first look records its end.
 * @returns why it is not proven, in words; undefined when it is
 * @throws Error when a read fails for another reason than Stripe
 */
export async function proveHolds(
  gateway: Pick<PaymentGateway, 'readHold'>,
  payment: Payment,
  recorded: RecordedPayment,
  raises: readonly IncrementRow[],
): Promise<string | undefined> {
  const { hold, holdGeneration, replacedHold } = payment;
  const { name } = capabilitiesFor(payment.order.payment);
  try {
    if (replacedHold !== null) await gateway.readHold(replacedHold.paymentIntentId);
    if (isAwaiting(hold.state) && 'paymentIntentId' in hold && hold.paymentIntentId !== null) {
      await gateway.readHold(hold.paymentIntentId);
    }
    if (hold.state !== 'held') return undefined;
    const reading = await gateway.readHold(hold.paymentIntentId);
    // A person was told of other amounts before, and the order has lived with them.
    if (reading.ended !== null || payment.attention.includes('amount_mismatch')) return undefined;
    const currency = payment.order.currency;
    const text = (amount: number): string => formatMoney(reportedMoney(amount, currency));
    if (!possibleAmounts(hold, raises).includes(reading.amount)) {
      return `${hold.paymentIntentId} holds ${text(reading.amount)}, but ${text(hold.amount)} is recorded`;
    }
    const captured = capturedOfGeneration(payment, holdGeneration);
    if (!possiblyCaptured(captured, recorded, holdGeneration).includes(reading.amountReceived)) {
      return `${text(reading.amountReceived)} was captured of ${hold.paymentIntentId}, but ${text(captured)} is recorded`;
    }
    return undefined;
  } catch (error) {
    if (error instanceof ProviderUnavailable) return `${name} does not answer now (${error.message})`;
    if (error instanceof ProviderMisuse) return `${name} refuses to show its hold (${error.message})`;
    throw error;
  }
}

/** An increment without an answer may have been done. */
function possibleAmounts({ amount }: LiveHold, raises: readonly IncrementRow[]): number[] {
  return [amount, ...raises.filter(({ state }) => state === 'requested').map(({ amount_after: after }) => after)];
}

/** So may a capture. */
function possiblyCaptured(captured: number, { captures }: RecordedPayment, holdGeneration: number): number[] {
  const open = captures.filter(
    ({ state, authorizationGeneration }) =>
      authorizationGeneration === holdGeneration && (state === 'requested' || state === 'unknown'),
  );
  return [captured, ...open.map(({ amount }) => captured + amount)];
}
