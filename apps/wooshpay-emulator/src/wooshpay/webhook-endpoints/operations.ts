import { NAMED_TYPES, TYPES_OF_STRIPE } from '../events/event';
import { invalidRequest, noSuch } from '../requests/error';
import { pageOf } from '../requests/list';
import type { Params } from '../requests/params';
import type { Context, Operation } from '../requests/request';
import { renderWebhookEndpoint } from './webhook-endpoint';
import type { WebhookEndpoint } from './webhook-endpoint';

/** The only version that the pages name. */
const API_VERSION = '1.0.1';
const SECRET_LETTERS = 32;

export const createWebhookEndpoint: Operation = ({ account, now }, params) => {
  const url = params.required('url', checkedUrl(params));
  const enabledEvents = params.required('enabled_events', checkedEvents(params));
  const apiVersion = params.choice('api_version', [API_VERSION]) ?? API_VERSION;
  const endpoint = account.webhookEndpoints.add({
    id: account.ids.next('we'),
    created: now,
    url,
    description: params.text('description') ?? null,
    enabledEvents,
    apiVersion,
    status: 'enabled',
    secret: `whsec_${account.ids.secret(SECRET_LETTERS)}`,
  });
  return () => renderWebhookEndpoint(account, endpoint);
};

export const retrieveWebhookEndpoint: Operation = (context, _params, [id]) => {
  const endpoint = findEndpoint(context, id);
  return () => renderWebhookEndpoint(context.account, endpoint);
};

export const updateWebhookEndpoint: Operation = (context, params, [id]) => {
  const endpoint = findEndpoint(context, id);
  const [url, events, disabled] = [checkedUrl(params), checkedEvents(params), params.flag('disabled')];
  endpoint.url = url ?? endpoint.url;
  endpoint.enabledEvents = events ?? endpoint.enabledEvents;
  endpoint.description = params.isUnset('description') ? null : (params.text('description') ?? endpoint.description);
  if (disabled !== undefined) endpoint.status = disabled ? 'disabled' : 'enabled';
  return () => renderWebhookEndpoint(context.account, endpoint);
};

export const deleteWebhookEndpoint: Operation = (context, _params, [id]) => {
  findEndpoint(context, id);
  context.account.webhookEndpoints.remove(id);
  return () => ({ id, object: 'webhook_endpoint', deleted: true });
};

export const listWebhookEndpoints: Operation = ({ account }, params) => {
  const page = pageOf(
    {
      oldestFirst: account.webhookEndpoints.oldestFirst(),
      matches: () => true,
      render: (endpoint) => renderWebhookEndpoint(account, endpoint),
      url: '/v1/webhook_endpoints',
    },
    params,
  );
  return () => page;
};

function findEndpoint({ account }: Context, id: string): WebhookEndpoint {
  const endpoint = account.webhookEndpoints.get(id);
  if (endpoint === undefined) throw noSuch('webhook_endpoint', id);
  return endpoint;
}

/** HTTPS, or plain HTTP to this machine or network, whose names have no dot: "outside local tests" (documented). */
function checkedUrl(params: Params): string | undefined {
  const text = params.text('url');
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url !== undefined && /^([^.:]+|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return text;
  throw invalidRequest('Invalid url: must begin with https://.', 'url_invalid');
}

const KNOWN: ReadonlySet<string> = new Set(['*', ...NAMED_TYPES, ...TYPES_OF_STRIPE]);

function checkedEvents(params: Params): readonly string[] | undefined {
  const events = params.texts('enabled_events');
  if (events === undefined) return undefined;
  if (events.length === 0) throw invalidRequest('Invalid enabled_events: at least one is needed.');
  const unknown = events.find((type) => !KNOWN.has(type));
  if (unknown !== undefined) throw invalidRequest(`Invalid enabled_events: ${unknown} is no type of event.`);
  return events;
}
