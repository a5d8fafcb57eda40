import type { ReceivedEvent } from '../../domain/provider/received-event';
import { fitting } from '../database/fitting-text';

/** As the columns take them. */
const NAME_AT_MOST = 255;
const VERSION_AT_MOST = 64;
const METADATA_AT_MOST = 500;

/**
 * An event must be stored whatever its sender managed to sign, or it would come again for days. What the column cannot
 * hold was no name of Stripe's or of ours: changed, it names nothing, as before.
 */
export function fittingEvent(event: ReceivedEvent): ReceivedEvent {
  return {
    ...event,
    eventId: fittingName(event.eventId),
    type: fittingName(event.type),
    apiVersion: optionalName(event.apiVersion, VERSION_AT_MOST),
    paymentIntentId: optionalName(event.paymentIntentId),
    chargeId: optionalName(event.chargeId),
    balanceTransactionId: optionalName(event.balanceTransactionId),
    setupIntentId: optionalName(event.setupIntentId),
    orderId: optionalName(event.orderId, METADATA_AT_MOST),
    refundId: optionalName(event.refundId, METADATA_AT_MOST),
    stripeRefundId: optionalName(event.stripeRefundId),
    disputeId: optionalName(event.disputeId),
    account: optionalName(event.account),
    deployment: optionalName(event.deployment, METADATA_AT_MOST),
    intendedAt: optionalName(event.intendedAt, METADATA_AT_MOST),
  };
}

/** A name of Stripe's as its column takes it. */
export function fittingName(text: string): string {
  return fitting(text, NAME_AT_MOST);
}

function optionalName(text: string | null | undefined, lengthAtMost = NAME_AT_MOST): string | null {
  return text === null || text === undefined ? null : fitting(text, lengthAtMost);
}
