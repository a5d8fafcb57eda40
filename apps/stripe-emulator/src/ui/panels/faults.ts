import type { FaultMatch } from '../../../../../libs/emulation/faults/fault';
import type { Tenant } from '../../http/tenant';
import { actionForm, pageOf } from '../action-form';
import { html } from '../../../../../libs/emulation/http/html';
import type { Html } from '../../../../../libs/emulation/http/html';
import { plural, words } from '../words';

/** What goes wrong on purpose: the rules there are. The form that adds one is not refreshed while somebody fills it in. */
export function faultsPanel(tenant: Tenant): Html {
  const rules = tenant.faults.all();
  return html`<section class="panel" id="faults-panel">
    <h2>Faults</h2>
    <p class="hint">Something that goes wrong on purpose, with the next request that matches.</p>
    <form method="post" action="${pageOf(tenant)}/faults" class="fault">
      <select name="kind" aria-label="what goes wrong">
        ${OFFERED.map(([kind, said]) => html`<option value="${kind}">${said}</option>`)}
      </select>
      <select name="path" aria-label="with which request">
        ${PATHS.map(([path, said]) => html`<option value="${path}">${said}</option>`)}
      </select>
      <button>Add</button>
    </form>
    <div id="faults" data-live>
      <ul class="rules">
        ${rules.map(
          ({ effect, hits, id, match, waiting }) =>
            html`<li>
              <span class="pill ${hits >= match.times ? 'quiet' : 'warn'}"
                >${hits >= match.times ? 'done' : 'armed'}</span
              >
              <span class="what"
                >${words(effect.kind)}
                <small
                  >${aimOf(match)}, hit ${hits} of
                  ${match.times}${waiting.size > 0 ? `, ${plural(waiting.size, 'answer')} held` : ''}</small
                ></span
              >
              ${actionForm(tenant, 'faults', { remove: id }, waiting.size > 0 ? 'Let go' : 'Remove', 'small')}
            </li>`,
        )}
      </ul>
    </div>
  </section>`;
}

const OFFERED = [
  ['commit_then_drop', 'Done, but the answer is lost'],
  ['drop_before_commit', 'Connection breaks, nothing done'],
  ['hold', 'Done, the answer waits until let go'],
  ['error', 'Stripe answers 500'],
  ['rate_limit', 'Rate limit (429)'],
  ['lock_timeout', 'Object locked (429)'],
  ['webhooks_first', 'Webhooks arrive before the answer'],
] as const;

const PATHS = [
  ['/v1/payment_intents/*/capture', 'at the next capture'],
  ['/v1/payment_intents', 'at the next new payment'],
  ['/v1/payment_intents/*/confirm', 'at the next confirmation'],
  ['/v1/payment_intents/*/cancel', 'at the next cancel'],
  ['/v1/refunds', 'at the next refund'],
  ['/v1/**', 'at the next request'],
] as const;

function aimOf({ idempotencyKey, method, path }: FaultMatch): string {
  const key = idempotencyKey === null ? '' : ` with the key ${idempotencyKey}`;
  return `${method ?? 'any'} ${path ?? 'address'}${key}`;
}
