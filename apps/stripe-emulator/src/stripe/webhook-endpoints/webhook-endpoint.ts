import type { JsonObject } from '../json';

export interface WebhookEndpoint {
  readonly id: string;
  readonly created: number;
  readonly url: string;
  readonly enabledEvents: readonly string[];
  readonly description: string | null;
  readonly metadata: ReadonlyMap<string, string>;
  readonly apiVersion: string | null;
  readonly secret: string;
}

export function listensTo(endpoint: WebhookEndpoint, type: string): boolean {
  return endpoint.enabledEvents.some((enabled) => enabled === '*' || enabled === type);
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
    status: 'enabled',
    url: endpoint.url,
  };
}
