import type { Tenant } from '../http/tenant';
import type { Tenants } from '../http/tenants';
import { pageOf, UI } from './action-form';
import { html } from '../../../../libs/emulation/http/html';
import type { Html } from '../../../../libs/emulation/http/html';
import { clockPanel } from './panels/clock';
import { eventsPanel } from './panels/events';
import { faultsPanel } from './panels/faults';
import { paymentsPanel } from './panels/payments';
import { requestsPanel } from './panels/requests';
import { webhooksPanel } from './panels/webhooks';
import { plural, shownKey } from './words';
import { actionForm } from './action-form';

const MOST_ACCOUNTS = 50;

/** What an action had to say, above the panels. */
export interface Notice {
  readonly text: string;
  readonly good: boolean;
}

/** The page of one account, or, with none, how to get one. */
export function page(tenants: Tenants, chosen: Tenant | undefined, address: string, notice?: Notice): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Stripe emulator</title>
        <link rel="icon" href="${UI}/icon.svg" />
        <link rel="stylesheet" href="${UI}/style.css" />
        <script src="${UI}/live.js" defer></script>
      </head>
      <body>
        <header>
          <a class="name" href="${UI}"><img src="${UI}/icon.svg" alt="" width="22" height="22" /> Stripe emulator</a>
          <code class="address">${address}</code>
          <span id="journal" class="journal" data-live>${journalLine(tenants)}</span>
          <span id="stale" class="pill bad" hidden>The emulator does not answer</span>
        </header>
        <div class="columns">
          ${accountList(tenants, chosen)}
          <main>
            <div id="notice" data-live>
              ${notice === undefined ? null : html`<p class="notice ${notice.good ? 'good' : 'bad'}" role="status">${notice.text}</p>`}
            </div>
            ${chosen === undefined ? welcome(address) : panels(chosen)}
          </main>
        </div>
      </body>
    </html> `;
}

function panels(tenant: Tenant): Html {
  const now = tenant.catchUp();
  return html`${clockPanel(tenant, now)}
    <div class="grid">
      <div class="wide">${paymentsPanel(tenant, now)} ${requestsPanel(tenant)}</div>
      <div class="narrow">
        ${webhooksPanel(tenant, now)} ${faultsPanel(tenant)} ${eventsPanel(tenant)} ${checkPanel(tenant)}
      </div>
    </div>`;
}

function checkPanel(tenant: Tenant): Html {
  return html`<section class="panel">
    <h2>Laws of the state</h2>
    <p class="hint">Captures, refunds, fees and events must add up, whatever happened.</p>
    ${actionForm(tenant, 'checks', {}, 'Check now')}
  </section>`;
}

function accountList(tenants: Tenants, chosen: Tenant | undefined): Html {
  const all = tenants.keyed().reverse();
  const rows = all.slice(0, MOST_ACCOUNTS).map(([key, tenant]) => {
    const { paymentIntents } = tenant.account;
    return html`<a href="${pageOf(tenant)}" class="${tenant === chosen ? 'chosen' : ''}">
      <b>${shownKey(key)}</b><small>${plural(paymentIntents.size, 'payment')}</small>
    </a>`;
  });
  const more = all.length - rows.length;
  return html`<nav id="accounts" data-live>
    <h2>Accounts</h2>
    <p class="hint">Each API key has a world of its own.</p>
    ${rows}${more > 0 ? html`<p class="more">and ${more} more</p>` : null}
  </nav>`;
}

function journalLine(tenants: Tenants): Html {
  const journal = tenants.journalState();
  if (journal === undefined) return html`<span class="dot quiet"></span> in memory: all of it ends with the process`;
  if (journal.failure !== null) return html`<span class="dot bad"></span> ${journal.failure}: ${journal.path}`;
  const size = `${Math.ceil(journal.bytes / 1024).toLocaleString('en-US')} KiB`;
  return html`<span class="dot good"></span> kept in the journal <code>${journal.path}</code>, ${size}`;
}

function welcome(address: string): Html {
  const { hostname, port } = new URL(address);
  return html`<section class="panel welcome" id="welcome" data-live>
    <h1>Waiting for the first request</h1>
    <p>
      Point a Stripe SDK at this address with any key that begins with <code>sk_test_</code>. Its account appears here
      by itself.
    </p>
    <h3>Node</h3>
    <pre>const stripe = new Stripe('sk_test_one', { protocol: 'http', host: '${hostname}', port: ${port} });</pre>
    <h3>Shell: a hold of $46.00</h3>
    <pre>
curl -u sk_test_one: ${address}/v1/payment_intents -d amount=4600 -d currency=usd \\
  -d capture_method=manual -d confirm=true -d payment_method=pm_card_visa \\
  -d return_url=https://shop.example/done</pre>
  </section>`;
}
