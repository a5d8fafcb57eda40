import { invalidRequest, noSuch, uncovered } from '../error';
import { pageOf } from '../list';
import { mergedMetadata } from '../metadata';
import type { Params } from '../../wire/params';
import type { Operation } from '../request';
import { seconds } from '../request';
import { renderWebhookEndpoint } from './webhook-endpoint';

export const createWebhookEndpoint: Operation = (context, params) => {
  const { account } = context;
  // Nobody would be told: events of connected accounts go to the endpoints of their platform.
  if (account.platform !== null) throw uncovered('Stripe-Account');
  const metadata = mergedMetadata(new Map(), params);
  const url = checkedUrl(params.text('url') ?? '');
  const endpoint = account.webhookEndpoints.add({
    id: account.ids.next('we'),
    created: seconds(context),
    url,
    enabledEvents: checkedEvents(params) ?? [],
    description: params.text('description') ?? null,
    metadata,
    status: 'enabled',
    apiVersion: params.text('api_version') ?? null,
    connect: params.flag('connect') === true,
    secret: `whsec_${account.ids.secret()}`,
  });
  return () => renderWebhookEndpoint(endpoint, true);
};

export const retrieveWebhookEndpoint: Operation = ({ account }, _params, id) => {
  const endpoint = account.webhookEndpoints.get(id);
  if (endpoint === undefined) throw noSuch('webhook endpoint', id, 'webhook_endpoint');
  return () => renderWebhookEndpoint(endpoint, false);
};

export const listWebhookEndpoints: Operation = ({ account }, params) => {
  const page = pageOf(
    {
      oldestFirst: account.webhookEndpoints.oldestFirst(),
      matches: () => true,
      render: (endpoint) => renderWebhookEndpoint(endpoint, false),
      url: '/v1/webhook_endpoints',
      name: 'webhook endpoint',
    },
    params,
  );
  return () => page;
};

/** What was not delivered yet never will be (documented). */
export const deleteWebhookEndpoint: Operation = ({ account }, _params, id) => {
  if (account.webhookEndpoints.get(id) === undefined) throw noSuch('webhook endpoint', id, 'webhook_endpoint');
  account.webhookEndpoints.remove(id);
  return () => ({ id, object: 'webhook_endpoint', deleted: true });
};

/** What is on its way keeps to the address it was sent to; the next attempt takes the new one (assumed). */
export const updateWebhookEndpoint: Operation = ({ account }, params, id) => {
  const endpoint = account.webhookEndpoints.get(id);
  if (endpoint === undefined) throw noSuch('webhook endpoint', id, 'webhook_endpoint');
  const url = params.text('url');
  const checked = url === undefined ? endpoint.url : checkedUrl(url);
  const events = checkedEvents(params) ?? endpoint.enabledEvents;
  const disabled = params.flag('disabled') ?? endpoint.status === 'disabled';
  endpoint.metadata = mergedMetadata(endpoint.metadata, params);
  endpoint.url = checked;
  endpoint.enabledEvents = events;
  endpoint.status = disabled ? 'disabled' : 'enabled';
  if (params.has('description')) endpoint.description = params.text('description') ?? null;
  return () => renderWebhookEndpoint(endpoint, false);
};

/** `*` is everything; the names are checked with all other parameters. */
function checkedEvents(params: Params): readonly string[] | undefined {
  const events = params.texts('enabled_events');
  if (events === undefined || events.length > 0) return events;
  throw invalidRequest('You must provide at least one event type.', 'enabled_events', 'parameter_invalid_empty');
}

function checkedUrl(url: string): string {
  if (/^https?:\/\//.test(url) && URL.canParse(url)) return url;
  throw invalidRequest('Invalid URL: An explicit scheme (such as https) must be provided.', 'url', 'url_invalid');
}
