import { scramble } from '../../../../../libs/emulation/objects/ids';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { fingerprintOf, renderChecks } from '../payment-methods/payment-method';
import type { MethodDetails } from '../payment-methods/payment-method';
import type { TestCard } from '../payment-methods/test-cards';
import type { Authorization, ChargeOutcome } from './authorization';

/**
 * `payment_method_details.card` of a charge. The four capability objects are always there, unavailable when they were
 * not asked for and on declines, where `amount_authorized` is null too (recorded).
 */
export function renderCardDetails(
  chargeId: string,
  card: TestCard,
  { expMonth, expYear }: MethodDetails,
  amount: number,
  outcome: ChargeOutcome,
): JsonObject {
  const authorization = outcome.kind === 'authorized' ? outcome.authorization : undefined;
  const captureBefore = authorization?.captureBefore ?? undefined;
  return {
    amount_authorized: authorization === undefined ? null : amount,
    authorization_code: authorization === undefined ? null : digits(`${chargeId}/code`),
    brand: card.brand,
    ...(captureBefore !== undefined && { capture_before: captureBefore }),
    checks: renderChecks(card.checks),
    country: card.country,
    electronic_commerce_indicator: authorization?.authenticated === true ? '05' : null,
    exp_month: expMonth,
    exp_year: expYear,
    extended_authorization: { status: authorization?.extended === true ? 'enabled' : 'disabled' },
    fingerprint: fingerprintOf(card),
    funding: card.funding,
    incremental_authorization: availability(authorization?.incremental),
    installments: null,
    last4: card.last4,
    mandate: null,
    ...(authorization?.moto === true && { moto: true }),
    multicapture: availability(authorization?.multicapture),
    network: card.network,
    network_token: { used: false },
    network_transaction_id: authorization === undefined ? null : `1${digits(`${chargeId}/network`)}0${card.last4}`,
    overcapture: {
      maximum_amount_capturable: authorization?.maximumCapturable ?? amount,
      ...availability(authorization?.overcapture),
    },
    regulated_status: 'unregulated',
    three_d_secure: threeDSecure(chargeId, authorization),
    transaction_link_id: null,
    wallet: null,
  };
}

function availability(available: boolean | undefined): JsonObject {
  return { status: available === true ? 'available' : 'unavailable' };
}

function threeDSecure(chargeId: string, authorization: Authorization | undefined): JsonObject | null {
  if (authorization?.authenticated !== true) return null;
  return {
    authentication_flow: 'challenge',
    electronic_commerce_indicator: '05',
    exemption_indicator: null,
    result: 'authenticated',
    result_reason: null,
    transaction_id: scramble(`${chargeId}/three_d_secure`, 20),
    version: '2.2.0',
  };
}

function digits(seed: string): string {
  let text = '';
  for (const letter of scramble(seed, 6)) text += String(letter.charCodeAt(0) % 10);
  return text;
}
