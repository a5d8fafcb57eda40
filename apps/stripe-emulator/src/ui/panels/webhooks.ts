import type { Tenant } from '../../http/tenant';
import type { StripeEvent } from '../../stripe/events/event';
import type { WebhookEndpoint } from '../../stripe/webhook-endpoints/webhook-endpoint';
import type * as log from '../../../../../libs/emulation/webhooks/delivery-log';
import type { WebhookMode } from '../../../../../libs/emulation/webhooks/mode';
import { isTaken, NO_ANSWER } from '../../../../../libs/emulation/webhooks/post';
import { actionForm } from '../action-form';
import { breakable, html } from '../../../../../libs/emulation/http/html';
import type { Html } from '../../../../../libs/emulation/http/html';
import { stamp, plural, span } from '../words';

type Delivery = log.Delivery<StripeEvent, WebhookEndpoint>;
type Attempt = log.Attempt<StripeEvent, WebhookEndpoint>;

const MOST_SHOWN = 20;

/** Where events go, and how each arrived: the newest attempt of each event at each endpoint. */
export function webhooksPanel(tenant: Tenant, now: number): Html {
  const endpoints = tenant.account.webhookEndpoints.oldestFirst();
  const { heldCount, mode } = tenant.webhooks;
  const calm = mode.kind === 'normal';
  return html`<section id="webhooks" class="panel" data-live>
    <h2>Webhooks <span class="count">${endpoints.length}</span></h2>
    ${
      endpoints.length === 0
        ? html`<p class="empty">
            No endpoint. <code>POST /v1/webhook_endpoints</code> with a url and events makes one.
          </p>`
        : html`<ul class="endpoints">
            ${endpoints.map(endpointRow)}
          </ul>`
    }
    ${calm ? null : html`<p class="notice">${MODES[mode.kind]} ${actionForm(tenant, 'webhooks', { mode: 'normal' }, 'Deliver as usual')}</p>`}
    ${
      heldCount === 0
        ? null
        : html`<p class="notice">
            ${plural(heldCount, 'delivery is', 'deliveries are')} held back.
            ${actionForm(tenant, 'webhooks', { release: 'true' }, 'Release')}
          </p>`
    }
    ${deliveries(tenant, now)}
  </section>`;
}

const MODES: Readonly<Record<WebhookMode['kind'], string>> = {
  normal: 'Every event is sent once, in order.',
  hold: 'Deliveries are held until somebody releases them.',
  drop: 'Deliveries are dropped: nothing is sent.',
  duplicate: 'Every event is sent more than once.',
  shuffle: 'Events are sent out of order.',
  delay: 'Events are sent late.',
};

function endpointRow({ enabledEvents, status, url }: WebhookEndpoint): Html {
  const first = enabledEvents[0] ?? '';
  const events =
    enabledEvents.length === 1 ? (first === '*' ? 'all events' : first) : plural(enabledEvents.length, 'event type');
  return html`<li>
    <span class="dot ${status === 'enabled' ? 'good' : 'quiet'}"></span> <code>${url}</code> <small>${events}</small>
  </li>`;
}

function deliveries(tenant: Tenant, now: number): Html | null {
  const newest = new Map<string, Attempt>();
  for (const attempt of tenant.webhooks.log.newestFirst()) {
    const key = keyOf(attempt);
    if (!newest.has(key)) newest.set(key, attempt);
  }
  const again = new Map(tenant.webhooks.waiting().map(({ at, delivery }) => [keyOf(delivery), at]));
  const rows = [...newest.values()]
    .slice(0, MOST_SHOWN)
    .map((attempt) => deliveryRow(tenant, attempt, again.get(keyOf(attempt)), now));
  return rows.length === 0
    ? null
    : html`<h3>Newest deliveries</h3>
        <ul class="deliveries">
          ${rows}
        </ul>`;
}

function keyOf({ endpoint, event }: Delivery): string {
  return `${event.id}/${endpoint.id}`;
}

function deliveryRow(tenant: Tenant, attempt: Attempt, again: number | null | undefined, now: number): Html {
  const { at, endpoint, event, status } = attempt;
  const taken = isTaken(status);
  const several = tenant.account.webhookEndpoints.size > 1;
  const facts = [stamp(at), ...(several ? [endpoint.url] : []), ...(taken ? [] : [fate(attempt, again, now)])];
  return html`<li>
    <span class="pill ${taken ? 'good' : 'bad'}">${status === NO_ANSWER ? 'no answer' : status}</span>
    <span class="what">${breakable(event.type)} <small>${facts.join(', ')}</small></span>
    ${actionForm(tenant, 'webhooks', { redeliver: event.id }, 'Send again', 'small')}
  </li>`;
}

function fate({ attempt }: Attempt, again: number | null | undefined, now: number): string {
  const tried = `tried ${attempt === 0 ? 'once' : `${String(attempt + 1)} times`}`;
  return typeof again === 'number' ? `${tried}, again in ${span(again - now)}` : `${tried}, not tried again`;
}
