import { invalidRequest, noSuch } from '../error';
import { pageOf } from '../list';
import { mergedMetadata } from '../metadata';
import type { Operation } from '../request';
import { seconds } from '../request';
import { renderWebhookEndpoint } from './webhook-endpoint';

export const createWebhookEndpoint: Operation = (context, params) => {
  const { account } = context;
  const metadata = mergedMetadata(new Map(), params);
  const url = checkedUrl(params.text('url') ?? '');
  const endpoint = account.webhookEndpoints.add({
    id: account.ids.next('we'),
    created: seconds(context),
    url,
    enabledEvents: params.texts('enabled_events') ?? [],
    description: params.text('description') ?? null,
    metadata,
    apiVersion: params.text('api_version') ?? null,
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

function checkedUrl(url: string): string {
  if (/^https?:\/\//.test(url) && URL.canParse(url)) return url;
  throw invalidRequest('Invalid URL: An explicit scheme (such as https) must be provided.', 'url', 'url_invalid');
}
