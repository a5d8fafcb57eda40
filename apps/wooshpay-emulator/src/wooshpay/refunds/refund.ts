import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { currencyIn, timeIn } from '../show';
import type { Style } from '../show';

export interface Refund {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly paymentIntent: string;
  readonly charge: string;
  readonly reason: string | null;
  readonly description: string | null;
  readonly metadata: ReadonlyMap<string, string>;
  readonly willFail: boolean;
  status: 'pending' | 'succeeded' | 'failed';
  failureReason: string | null;
}

/** Every field of the documented page. */
export function renderRefund(account: Style, refund: Refund): JsonObject {
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    created: timeIn(account, refund.created),
    currency: currencyIn(account, refund.currency),
    metadata: Object.fromEntries(refund.metadata),
    payment_intent: refund.paymentIntent,
    reason: refund.reason,
    status: refund.status,
    description: refund.description,
    failure_reason: refund.failureReason,
  };
}
