import type { Tenant } from '../../http/tenant';
import { html } from '../../../../../libs/emulation/http/html';
import type { Html } from '../../../../../libs/emulation/http/html';
import { stamp } from '../words';

const MOST_SHOWN = 25;

/** What was asked of this account, newest first; a fault that hit a request stands beside it. */
export function requestsPanel(tenant: Tenant): Html {
  const shown = tenant.requests.newestFirst(MOST_SHOWN);
  return html`<section id="requests" class="panel" data-live>
    <h2>Requests</h2>
    ${shown.length === 0 ? html`<p class="empty">None yet.</p>` : null}
    <table class="requests">
      ${shown.map(
        ({ at, durationMs, faultKind, method, path, replayed, status }) =>
          html`<tr>
            <td><time>${stamp(at)}</time></td>
            <td><span class="pill ${moodOf(status)}">${status ?? 'broken'}</span></td>
            <td><b>${method}</b></td>
            <td class="path">
              <code>${path}</code
              >${replayed ? html` <small>replayed</small>` : null}${faultKind === null ? null : html` <small class="pill warn">${faultKind}</small>`}
            </td>
            <td class="number"><small>${durationMs.toFixed(1)} ms</small></td>
          </tr>`,
      )}
    </table>
  </section>`;
}

function moodOf(status: number | null): string {
  if (status === null || status >= 500) return 'bad';
  return status >= 400 ? 'warn' : 'good';
}
