import type { Subscribers } from '../../../../libs/emulation/webhooks/sender';
import { jsonText } from '../../../../libs/emulation/objects/json';
import type { Account } from '../stripe/account';
import { renderEvent } from '../stripe/events/event';
import type { StripeEvent } from '../stripe/events/event';
import type { WebhookEndpoint } from '../stripe/webhook-endpoints/webhook-endpoint';
import { retryPause } from './retry-schedule';

/** The endpoints of an account: a deleted or disabled one gets no more, retries included (documented). */
export function subscribersOf(account: Account): Subscribers<StripeEvent, WebhookEndpoint> {
  return {
    endpoint: (id) => account.webhookEndpoints.get(id),
    isOpen: ({ status }) => status === 'enabled',
    payload: (event, { apiVersion }) => jsonText(renderEvent(event, apiVersion)),
    pauseAfter: (attempt) => retryPause(account.settings.webhook_retries, attempt),
  };
}
