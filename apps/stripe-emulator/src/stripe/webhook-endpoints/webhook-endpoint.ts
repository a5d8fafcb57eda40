import type { JsonObject } from '../../../../../libs/emulation/objects/json';

export interface WebhookEndpoint {
  readonly id: string;
  readonly created: number;
  url: string;
  enabledEvents: readonly string[];
  description: string | null;
  metadata: ReadonlyMap<string, string>;
  status: 'enabled' | 'disabled';
  readonly apiVersion: string | null;
  /** It hears of connected accounts, and of nothing else (documented). */
  readonly connect: boolean;
  readonly secret: string;
}

/** A disabled endpoint hears of nothing (documented). */
export function listensTo(endpoint: WebhookEndpoint, type: string): boolean {
  return endpoint.status === 'enabled' && endpoint.enabledEvents.some((enabled) => enabled === '*' || enabled === type);
}

/** The secret is shown once, by the call that makes the endpoint (documented). */
export function renderWebhookEndpoint(endpoint: WebhookEndpoint, withSecret: boolean): JsonObject {
  return {
    id: endpoint.id,
    object: 'webhook_endpoint',
    api_version: endpoint.apiVersion,
    application: null,
    created: endpoint.created,
    description: endpoint.description,
    enabled_events: [...endpoint.enabledEvents],
    livemode: false,
    metadata: Object.fromEntries(endpoint.metadata),
    ...(withSecret && { secret: endpoint.secret }),
    status: endpoint.status,
    url: endpoint.url,
  };
}
