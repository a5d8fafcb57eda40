import type { Tenant } from '../../http/tenant';
import type { Charge } from '../../stripe/charges/charge';
import { refundsOf } from '../../stripe/charges/charge';
import { price } from '../../stripe/currency';
import type { StripeEvent } from '../../stripe/events/event';
import type { PaymentIntent } from '../../stripe/payment-intents/payment-intent';
import { renderPaymentIntent } from '../../stripe/payment-intents/payment-intent';
import { jsonText } from '../../../../../libs/emulation/objects/json';
import { breakable, html } from '../../../../../libs/emulation/http/html';
import type { Html } from '../../../../../libs/emulation/http/html';
import { moment, plural, stamp, when, words } from '../words';
import { amountBar, refundedOf } from './amount-bar';

const MOST_SHOWN = 40;
const MOST_EVENTS = 30;

/** Every PaymentIntent, newest first; each opens to its story. */
export function paymentsPanel(tenant: Tenant, now: number): Html {
  const { account } = tenant;
  const all = account.paymentIntents.oldestFirst();
  const shown = all.slice(-MOST_SHOWN).reverse();
  const older = all.length - shown.length;
  const told = toldOf(tenant, shown);
  return html`<section id="payments" class="panel" data-live>
    <h2>Payments <span class="count">${all.length}</span></h2>
    ${
      all.length === 0
        ? html`<p class="empty">No payment yet. PaymentIntents of this key appear here as they are made.</p>`
        : html`<p class="legend">
            <i class="captured"></i> captured <i class="refunded"></i> refunded <i class="held"></i> still held
            <i class="released"></i> given back
          </p>`
    }
    <div class="payments">${shown.map((intent) => paymentRow(intent, told.get(intent.id) ?? [], now))}</div>
    ${older > 0 ? html`<p class="more">and ${plural(older, 'older one')}</p>` : null}
  </section>`;
}

const MOODS: Readonly<Record<PaymentIntent['status'], string>> = {
  requires_payment_method: 'bad',
  requires_confirmation: 'quiet',
  requires_action: 'warn',
  processing: 'warn',
  requires_capture: 'open',
  succeeded: 'good',
  canceled: 'quiet',
};

function paymentRow(intent: PaymentIntent, told: readonly StripeEvent[], now: number): Html {
  const card = intent.paymentMethod?.card;
  return html`<details class="payment" id="${intent.id}">
    <summary>
      <span class="pill ${MOODS[intent.status]}">${words(intent.status)}</span>
      <b class="amount">${price(intent.amount, intent.currency)}</b>
      ${amountBar(intent)}
      <span class="story"
        >${storyOf(intent, now)} <small>${card === undefined ? '' : `${words(card.brand)} ${card.last4}`}</small></span
      >
      <time>${when(intent.created, now)}</time>
    </summary>
    <div class="opened">
      <div>${factsOf(intent, now)} ${intent.charges.map((charge) => chargeOf(charge))}</div>
      <div>
        <h3>What was told about it</h3>
        ${timeline(told)}
      </div>
      <details class="raw" id="${intent.id}-json">
        <summary>As the API shows it</summary>
        <pre>${jsonText(renderPaymentIntent(intent))}</pre>
      </details>
    </div>
  </details>`;
}

/** Where the money stands, in a few words. */
function storyOf(intent: PaymentIntent, now: number): string {
  const { currency } = intent;
  const parts: string[] = [];
  if (intent.amountReceived > 0) parts.push(`${price(intent.amountReceived, currency)} captured`);
  const refunded = refundedOf(intent);
  if (refunded > 0) parts.push(`${price(refunded, currency)} refunded`);
  if (intent.amountCapturable > 0) parts.push(`${price(intent.amountCapturable, currency)} held`);
  const deadline = deadlineOf(intent);
  if (deadline !== null) parts.push(`expires ${when(deadline, now)}`);
  const { cancellation, lastFailure, nextAction } = intent;
  if (nextAction !== null) parts.push('waits for 3-D Secure');
  if (cancellation !== null) parts.push(cancellation.reason === null ? 'canceled' : words(cancellation.reason));
  if (lastFailure !== null) parts.push(words(lastFailure.decline.declineCode));
  return parts.join(' · ');
}

function deadlineOf({ charges, status }: PaymentIntent): number | null {
  const outcome = charges.at(-1)?.outcome;
  if (status !== 'requires_capture' || outcome?.kind !== 'authorized') return null;
  return outcome.authorization.captureBefore;
}

function factsOf(intent: PaymentIntent, now: number): Html {
  const deadline = deadlineOf(intent);
  const facts: [string, string][] = [
    ['id', intent.id],
    ['capture method', words(intent.captureMethod)],
    ['customer', intent.customer ?? ''],
    ['description', intent.description ?? ''],
    ['capture before', deadline === null ? '' : `${moment(deadline)}, ${when(deadline, now)}`],
    ...[...intent.metadata].map(([name, value]): [string, string] => [`metadata ${name}`, value]),
  ];
  const rows = facts
    .filter(([, value]) => value !== '')
    .map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    );
  const { nextAction } = intent;
  return html`<dl>${rows}</dl>
    ${nextAction === null ? null : challengeLink(nextAction.page)}`;
}

function challengeLink(address: string): Html {
  return html`<p class="said">
    <a class="link" href="${address}" target="_blank" rel="noreferrer">Answer as the buyer</a>
  </p>`;
}

function chargeOf(charge: Charge): Html {
  const { captures, currency, outcome } = charge;
  const rows = [
    ...captures.map(
      ({ amount, balanceTransaction }, at) =>
        html`<tr>
          <td>capture ${at + 1}</td>
          <td class="number">${price(amount, currency)}</td>
          <td>${balanceTransaction === null ? 'not settled yet' : html`<code>${balanceTransaction}</code>`}</td>
        </tr>`,
    ),
    ...refundsOf(charge).map(
      ({ amount, id, status }) =>
        html`<tr>
          <td>refund, ${status}</td>
          <td class="number">−${price(amount, currency)}</td>
          <td><code>${id}</code></td>
        </tr>`,
    ),
  ];
  const said = outcome.kind === 'declined' ? outcome.decline.message : 'authorized by the bank';
  return html`<h3>Charge <code>${charge.id}</code></h3>
    <p class="said">${said}</p>
    ${
      rows.length === 0
        ? null
        : html`<table>
            ${rows}
          </table>`
    }`;
}

/** The events of each of these payments, oldest first. */
function toldOf({ account }: Tenant, intents: readonly PaymentIntent[]): ReadonlyMap<string, readonly StripeEvent[]> {
  const told = new Map<string, StripeEvent[]>(intents.map(({ id }) => [id, []]));
  for (const event of account.events.oldestFirst()) told.get(event.about)?.push(event);
  return told;
}

function timeline(told: readonly StripeEvent[]): Html {
  const rows = told
    .slice(-MOST_EVENTS)
    .map(({ created, type }) => html`<li><time>${stamp(created)}</time> ${breakable(type)}</li>`);
  return html`<ol class="timeline">
    ${rows}
  </ol>`;
}
