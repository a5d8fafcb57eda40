import type { Subscribers } from '../../../../libs/emulation/webhooks/sender';
import type { Account } from '../wooshpay/account';
import { renderEvent } from '../wooshpay/events/event';
import type { WooshPayEvent } from '../wooshpay/events/event';
import type { WebhookEndpoint } from '../wooshpay/webhook-endpoints/webhook-endpoint';

/** Documented: 18 deliveries in 72 hours, exponential, in test mode as in live mode. */
const DELIVERIES = 18;
const HOURS_72 = 72 * 60 * 60;
/** So that the pauses, each twice the one before, fill the time. */
const FIRST_PAUSE_SECONDS = HOURS_72 / (2 ** (DELIVERIES - 1) - 1);

/** The pause after that attempt (the first is 0); undefined when it was the last one. */
function pauseAfter(attempt: number): number | undefined {
  return attempt >= DELIVERIES - 1 ? undefined : FIRST_PAUSE_SECONDS * 2 ** attempt;
}

/** The endpoints of an account. */
export function subscribersOf(account: Account): Subscribers<WooshPayEvent, WebhookEndpoint> {
  return {
    endpoint: (id) => account.webhookEndpoints.get(id),
    isOpen: ({ status }) => status === 'enabled',
    payload: (event) => JSON.stringify(renderEvent(account, event)),
    pauseAfter,
  };
}
