import type { OwnCalls } from '../../../../libs/emulation/control/control';
import { Fields } from '../../../../libs/emulation/control/fields';
import { changeWebhooks } from '../../../../libs/emulation/control/webhooks';
import { header } from '../../../../libs/emulation/http/incoming';
import type { JsonObject } from '../../../../libs/emulation/objects/json';
import type { Tenant } from '../http/tenant';
import { listensTo } from '../stripe/webhook-endpoints/webhook-endpoint';
import { changeAccount, renderAccount } from './account';
import { payCheckout } from './checkout';

/** Documented values of `Stripe-Rate-Limited-Reason`. */
const REASONS = [
  'endpoint-rate',
  'global-rate',
  'global-concurrency',
  'endpoint-concurrency',
  'resource-specific',
] as const;

/** What the control API has for Stripe alone. */
export const CALLS: OwnCalls<Tenant> = {
  account: renderAccount,
  change: { account: changeAccount, webhooks: changeWebhooksOf },
  rateLimitReasons: REASONS,
  other: (tenant, call, id, incoming) => {
    if (call !== 'POST checkout' || id === '') return undefined;
    return payCheckout(tenant, id, Fields.parse(incoming.body), `http://${header(incoming, 'host') ?? '127.0.0.1'}`);
  },
};

function changeWebhooksOf(tenant: Tenant, fields: Fields): JsonObject {
  const { account, webhooks } = tenant;
  const told = {
    webhooks,
    event: (id: string) => account.events.get(id),
    listening: ({ type }: { readonly type: string }) =>
      account.webhookEndpoints.oldestFirst().filter((each) => !each.connect && listensTo(each, type)),
    catchUp: () => tenant.catchUp(),
  };
  return changeWebhooks(told, fields);
}
