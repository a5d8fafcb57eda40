import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { timeIn } from '../show';
import type { Style } from '../show';

export interface WebhookEndpoint {
  readonly id: string;
  readonly created: number;
  url: string;
  description: string | null;
  enabledEvents: readonly string[];
  readonly apiVersion: string;
  status: 'enabled' | 'disabled';
  readonly secret: string;
}

export function listensTo({ enabledEvents, status }: WebhookEndpoint, type: string): boolean {
  return status === 'enabled' && enabledEvents.some((enabled) => enabled === '*' || enabled === type);
}

/** The secret is in every answer: the page shows it in the object (assumed of reads). */
export function renderWebhookEndpoint(account: Style, endpoint: WebhookEndpoint): JsonObject {
  return {
    id: endpoint.id,
    object: 'webhook_endpoint',
    api_version: endpoint.apiVersion,
    created: timeIn(account, endpoint.created),
    description: endpoint.description,
    enabled_events: [...endpoint.enabledEvents],
    livemode: false,
    secret: endpoint.secret,
    status: endpoint.status,
    url: endpoint.url,
  };
}
