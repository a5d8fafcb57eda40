import type { Tenant } from '../../http/tenant';
import { jsonText } from '../../../../../libs/emulation/objects/json';
import { renderEvent } from '../../stripe/events/event';
import { breakable, html } from '../../../../../libs/emulation/http/html';
import type { Html } from '../../../../../libs/emulation/http/html';
import { stamp, plural } from '../words';

const MOST_SHOWN = 30;

/** What happened, newest first, as `GET /v1/events` tells it. */
export function eventsPanel({ account }: Tenant): Html {
  const all = account.events.oldestFirst();
  const shown = all.slice(-MOST_SHOWN).reverse();
  const older = all.length - shown.length;
  return html`<section id="events" class="panel" data-live>
    <h2>Events <span class="count">${all.length}</span></h2>
    ${all.length === 0 ? html`<p class="empty">Nothing has happened yet.</p>` : null}
    <div class="list">
      ${shown.map(
        (event) =>
          html`<details id="${event.id}">
            <summary>
              <time>${stamp(event.created)}</time> <span class="what">${breakable(event.type)}</span>
              ${event.pending.size === 0 ? null : html`<small class="pill warn">${event.pending.size} not told yet</small>`}
            </summary>
            <pre>${jsonText(renderEvent(event))}</pre>
          </details>`,
      )}
    </div>
    ${older > 0 ? html`<p class="more">and ${plural(older, 'older one')}</p>` : null}
  </section>`;
}
