import { z } from 'zod';
import { ORDER_STATUSES } from '../../../../libs/domain/orders/order-status';
import type { Refusal } from '../../../../libs/domain/payment/refusal';
import { invalidRequest, Problem, temporarilyUnavailable } from './problem';

const message = z.string();
const status = z.enum(ORDER_STATUSES);

/** A refusal as it comes back in the failure of an update that the workflow's validator turned away. */
export const refusalSchema: z.ZodType<Refusal> = z.discriminatedUnion('code', [
  z.object({ code: z.literal('shipment_conflict'), message }),
  z.object({ code: z.literal('cancellation_conflict'), message }),
  z.object({ code: z.literal('line_change_conflict'), message }),
  z.object({ code: z.literal('shipment_not_cancelable'), message }),
  z.object({ code: z.literal('payment_declined'), message, declineCode: z.string().nullable() }),
  z.object({ code: z.literal('refund_conflict'), message }),
  z.object({ code: z.literal('refund_refused'), message }),
  z.object({ code: z.literal('not_refundable'), message, path: z.string(), maximumAmount: z.number() }),
  z.object({ code: z.literal('order_not_capturable'), message, status }),
  z.object({
    code: z.literal('units_not_available'),
    message,
    left: z.array(z.object({ lineId: z.string(), quantity: z.number() })),
  }),
  z.object({ code: z.literal('amount_exceeds_hold'), message, maximumAmount: z.number() }),
  z.object({ code: z.literal('invalid_adjustment'), message, path: z.string() }),
  z.object({ code: z.literal('invalid_field'), message, path: z.string() }),
  z.object({ code: z.literal('amount_too_small'), message, path: z.string() }),
  z.object({ code: z.literal('hold_lost'), message }),
  z.object({ code: z.literal('order_closed'), message, status }),
  z.object({ code: z.literal('temporarily_unavailable'), message }),
]);

/** The one place where the workflow's "no" becomes an HTTP answer. */
export function problemOf(refusal: Refusal): Problem {
  switch (refusal.code) {
    case 'shipment_conflict':
    case 'cancellation_conflict':
    case 'line_change_conflict':
    case 'shipment_not_cancelable':
    case 'refund_conflict':
    case 'refund_refused':
    case 'hold_lost':
      return new Problem(refusal.code, refusal.message);
    case 'payment_declined':
      return new Problem(
        refusal.code,
        `The payment method was not taken, and another one can be given: ${refusal.message}`,
        {
          members: { declineCode: refusal.declineCode, message: refusal.message },
        },
      );
    case 'order_not_capturable':
    case 'order_closed':
      return new Problem(refusal.code, refusal.message, { members: { orderStatus: refusal.status } });
    case 'units_not_available':
      return new Problem(refusal.code, refusal.message, { members: { left: [...refusal.left] } });
    case 'amount_exceeds_hold':
      return new Problem(refusal.code, refusal.message, { members: { maximumAmount: refusal.maximumAmount } });
    case 'invalid_adjustment':
    case 'invalid_field':
    case 'amount_too_small':
      return invalidRequest([{ path: refusal.path, message: refusal.message }]);
    case 'not_refundable': {
      const { path, message: why, maximumAmount } = refusal;
      return invalidRequest([{ path, message: why }], { maximumAmount });
    }
    case 'temporarily_unavailable':
      return temporarilyUnavailable(refusal.message);
  }
}
