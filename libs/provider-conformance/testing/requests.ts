import { money } from '../../domain/money/money';
import type { ChargeRequest, SaveCardRequest } from '../../domain/provider/card-gateway';
import type { AuthorizeRequest, CaptureRequest, ReleaseRequest } from '../../domain/provider/payment-gateway';
import type { NextAction, PaymentIntentReading } from '../../domain/provider/payment-intent-reading';
import type { RefundRequest } from '../../domain/provider/refund-gateway';
import type { OpenedProvider } from './provider-under-test';

/** What is asked of every provider: an order of 46.00, whose first shipment is worth 23.00. */

/** In seconds. */
export const DAY = 24 * 60 * 60;

/** All the time there is. */
export const ANY_TIME = { from: '2020-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' };

/** Names the authorization of the order. */
export const REF = { orderId: '1042', generation: 1, intendedAt: '2026-11-30T10:00:00.000Z' };

const NO_DETAILS = { lineItems: [], shipping: { amount: 0, fromPostalCode: null, toPostalCode: null } };

/** The hold of the order, with a card that approves. */
export function orderOf(given: Partial<AuthorizeRequest> = {}): AuthorizeRequest {
  return {
    ref: REF,
    idempotencyKey: 'order/1042/authorize/1',
    tier: 'plain',
    features: [],
    amount: money(4600, 'usd'),
    amountDetails: NO_DETAILS,
    paymentMethod: 'pm_card_visa',
    customer: null,
    saveForLater: false,
    returnUrl: 'https://shop.example/done',
    statementDescriptorSuffix: null,
    customerReference: null,
    metadata: {},
    ...given,
  };
}

/** @throws Error when the provider refuses even to begin */
export async function held(
  { gateway }: OpenedProvider,
  given: Partial<AuthorizeRequest> = {},
): Promise<PaymentIntentReading> {
  const answer = await gateway.authorize(orderOf(given));
  if (answer.kind !== 'answered') throw new Error(`Refused: ${JSON.stringify(answer)}`);
  return answer.hold;
}

/** The final capture of a hold. */
export function captureOf(
  { paymentIntentId }: PaymentIntentReading,
  amount = 4600,
  given: Partial<CaptureRequest> = {},
): CaptureRequest {
  return {
    ref: { shipmentId: 'A', generation: 1 },
    orderId: '1042',
    idempotencyKey: 'order/1042/capture/A/1',
    paymentIntentId,
    amount: money(amount, 'usd'),
    final: true,
    amountDetails: NO_DETAILS,
    customerReference: null,
    statementDescriptorSuffix: null,
    ...given,
  };
}

/** Gives a hold up of which nothing was captured. */
export function releaseOf(
  { paymentIntentId }: PaymentIntentReading,
  given: Partial<ReleaseRequest> = {},
): ReleaseRequest {
  return { orderId: '1042', idempotencyKey: 'order/1042/release/1', paymentIntentId, how: 'cancel', ...given };
}

/** @throws Error when the hold has no charge */
export function refundOf(
  { charge }: PaymentIntentReading,
  amount = 1000,
  given: Partial<RefundRequest> = {},
): RefundRequest {
  if (charge === null) throw new Error('nothing was charged that could be refunded');
  return {
    ref: { orderId: '1042', refundId: 'r1', part: 1 },
    idempotencyKey: 'order/1042/refund/r1/1/1',
    chargeId: charge.chargeId,
    amount: money(amount, 'usd'),
    reason: 'arrived broken',
    ...given,
  };
}

/** Somebody to whom a card can belong; the same each time. */
export async function newCustomer({ gateway }: OpenedProvider): Promise<string> {
  return gateway.createCustomer({ orderId: '1042', idempotencyKey: 'order/1042/customer', name: null, email: null });
}

/** A card that is saved for later payments. */
export function cardSetupOf(customer: string, given: Partial<SaveCardRequest> = {}): SaveCardRequest {
  const idempotencyKey = 'order/1042/authorize/1';
  return {
    ref: REF,
    idempotencyKey,
    customer,
    paymentMethod: 'pm_card_visa',
    returnUrl: 'https://shop.example/done',
    metadata: {},
    ...given,
  };
}

/** A card that is saved and can be charged. @throws Error when it is not saved */
export async function savedCard(
  provider: OpenedProvider,
  paymentMethod = 'pm_card_visa',
): Promise<ChargeRequest['card']> {
  const customer = await newCustomer(provider);
  const saved = await provider.gateway.saveCard(cardSetupOf(customer, { paymentMethod }));
  if (saved.kind !== 'answered' || saved.card.paymentMethod === null) throw new Error(JSON.stringify(saved));
  return { customer, paymentMethod: saved.card.paymentMethod };
}

/** A shipment that is charged to a saved card. */
export function chargeOf(card: ChargeRequest['card'], given: Partial<ChargeRequest> = {}): ChargeRequest {
  return {
    ref: { ...REF, generation: 2 },
    priced: { shipmentId: 'A', generation: 1 },
    idempotencyKey: 'order/1042/charge/A/1',
    card,
    amount: money(2300, 'usd'),
    amountDetails: NO_DETAILS,
    customerReference: null,
    statementDescriptorSuffix: null,
    metadata: {},
    ...given,
  };
}

/** What the buyer does on the bank's page, which may send them to another. */
export async function buyerAnswers(
  { gateway }: OpenedProvider,
  hold: PaymentIntentReading,
  outcome: 'complete' | 'fail',
): Promise<PaymentIntentReading> {
  let now = hold;
  for (let pages = 0; pages < 3 && now.status === 'requires_action'; pages += 1) {
    const body = new URLSearchParams({ outcome });
    const signal = AbortSignal.timeout(20_000);
    await fetch(pageOf(now.nextAction), { method: 'POST', body, redirect: 'manual', signal });
    now = await gateway.readHold(now.paymentIntentId);
  }
  return now;
}

function pageOf(action: NextAction | null): string {
  if (action?.type !== 'redirect_to_url') throw new Error(`No page: ${JSON.stringify(action)}`);
  return action.url;
}
