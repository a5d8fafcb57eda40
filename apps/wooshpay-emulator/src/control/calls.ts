import type { OwnCalls } from '../../../../libs/emulation/control/control';
import type { Fields } from '../../../../libs/emulation/control/fields';
import { changeWebhooks } from '../../../../libs/emulation/control/webhooks';
import type { JsonObject } from '../../../../libs/emulation/objects/json';
import type { Tenant } from '../http/tenant';
import { renderEvent } from '../wooshpay/events/event';
import { listensTo } from '../wooshpay/webhook-endpoints/webhook-endpoint';
import { changeAccount, renderAccount } from './account';

/** What the control API has for WooshPay alone. */
export const CALLS: OwnCalls<Tenant> = {
  account: renderAccount,
  change: { account: changeAccount, webhooks: changeWebhooksOf },
  rateLimitReasons: [],
  other: (tenant, call) => (call === 'GET events' ? listEvents(tenant) : undefined),
};

/** All events, the oldest first: WooshPay's own API reads them one by one. */
function listEvents(tenant: Tenant): JsonObject {
  tenant.catchUp();
  const { account } = tenant;
  return { events: account.events.oldestFirst().map((event) => renderEvent(account, event)) };
}

function changeWebhooksOf(tenant: Tenant, fields: Fields): JsonObject {
  const { account, webhooks } = tenant;
  const told = {
    webhooks,
    event: (id: string) => account.events.get(id),
    listening: ({ type }: { readonly type: string }) =>
      account.webhookEndpoints.oldestFirst().filter((endpoint) => listensTo(endpoint, type)),
    catchUp: () => tenant.catchUp(),
  };
  return changeWebhooks(told, fields);
}
