import { z } from 'zod';
import type { RefundAnswer, RefundGateway, RefundReading, RefundRequest } from '../../domain/provider/refund-gateway';
import { askWooshPay, readFromWooshPay, type WooshPayAccount } from '../requests/wooshpay-account';
import {
  ifSaid,
  readWooshPayAnswer,
  unlessKnown,
  unreadableWooshPay,
  wooshPayName,
  wooshPayWord,
} from '../requests/wooshpay-answer';
import type { WooshPayError } from '../requests/wooshpay-error';
import { refundMarkers } from '../requests/wooshpay-markers';

const REFUNDS = '/v1/refunds';

/**
 * Refunds at WooshPay, which makes and reads them, and has no list of them: what a lost call may have left behind is
 * found by nobody, and repeating the call under its key is the only way to know.
 */
export function createWooshPayRefunds(account: WooshPayAccount): RefundGateway {
  return {
    refund: (request) => refund(account, request),
    findRefund: ({ ref: { orderId, part, refundId } }) => {
      const which = `part ${part.toString()} of refund ${refundId} of order ${orderId}`;
      return Promise.reject(
        unreadableWooshPay(`WooshPay has no list of refunds: whether ${which} was made shows only its own key`),
      );
    },
    readRefund: async (id) => {
      return readRefundAnswer(await readFromWooshPay(() => account.client.get(`${REFUNDS}/${id}`)));
    },
    externalRefunds: () => Promise.resolve([]),
  };
}

/** Documented. `fraudulent` may put the card on a list, so nothing but the very word may say it. */
const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer', 'resolved_dispute'] as const;

/** The id of a charge is that of its PaymentIntent here. */
async function refund(account: WooshPayAccount, request: RefundRequest): Promise<RefundAnswer> {
  const { amount, chargeId, reason, ref } = request;
  const asked = await askWooshPay(
    account,
    request,
    (key, as) => {
      const body = {
        payment_intent: chargeId,
        amount: amount.amount,
        reason: REASONS.find((word) => word === reason) ?? 'requested_by_customer',
        metadata: refundMarkers(as, ref),
      };
      return account.client.post(REFUNDS, body, key);
    },
    refundRefusalAtWooshPay,
  );
  if (asked.kind === 'refusal') return { kind: 'refused', ...asked.refusal };
  return { kind: 'answered', refund: readRefundAnswer(asked.answer) };
}

type RefundRefused = Pick<Extract<RefundAnswer, { kind: 'refused' }>, 'reason' | 'code'>;

/** Assumed, as no code is documented: one that is not about our request is about the charge. */
function refundRefusalAtWooshPay({ details: { code, status, type } }: WooshPayError): RefundRefused | undefined {
  if (type !== 'invalid_request_error' || status !== 400) return undefined;
  if (code === 'amount_too_large' || code === 'charge_already_refunded') return { reason: 'exceeds_charge', code };
  if (code === 'charge_disputed') return { reason: 'disputed', code };
  if (code === 'balance_insufficient' || code === 'insufficient_funds') return { reason: 'short_of_balance', code };
  return code === null || /^(parameter_|url_|json_)/.test(code) ? undefined : { reason: 'other', code };
}

const refundObject = z.object({
  id: z.string().min(1),
  amount: z.int().positive(),
  payment_intent: wooshPayName,
  status: wooshPayWord,
  failure_reason: ifSaid(z.string().min(1)),
});

/** What left our balance is not said: WooshPay has no balance transactions. */
function readRefundAnswer(answer: unknown): RefundReading {
  const {
    amount,
    failure_reason: why,
    id,
    payment_intent: chargeId,
    status,
  } = readWooshPayAnswer(refundObject, 'refund', answer);
  const reading = { stripeRefundId: id, chargeId, amount, settlement: null, failureSettlement: null };
  switch (status) {
    case 'pending':
    case 'requires_action':
    case 'processing':
      return { ...reading, status: 'pending', failureReason: null };
    case 'succeeded':
      return { ...reading, status, failureReason: null };
    case 'failed':
    case 'canceled':
      return { ...reading, status: 'failed', failureReason: why ?? status };
    default: {
      // The money may have left us; a later read says what became of it.
      const named = { object: 'refund', id, field: 'status', value: status };
      return { ...reading, ...unlessKnown(false, named), status: 'pending', failureReason: null };
    }
  }
}
