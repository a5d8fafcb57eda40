import type { Tenant } from '../../http/tenant';
import type { DueTask } from '../../stripe/account';
import { html } from '../../../../../libs/emulation/http/html';
import type { Html } from '../../../../../libs/emulation/http/html';
import { actionForm } from '../action-form';
import { moment, span, words } from '../words';

const MOST_COMING = 4;

/** What time it is for this account, what comes next, and buttons that bring it about. */
export function clockPanel(tenant: Tenant, now: number): Html {
  const { frozen, scale } = tenant.clock.state();
  const pace = frozen ? 'stands still' : scale === 1 ? 'runs' : `runs ${String(scale)} × as fast`;
  const expiry = nextExpiry(tenant);
  return html`<section id="clock" class="panel" data-live>
    <div class="now">
      <p class="label">This account’s clock <span class="pill ${frozen ? 'quiet' : 'good'}">${pace}</span></p>
      <p class="time"><time>${moment(now)}</time> <span class="zone">UTC</span></p>
      <div class="buttons">
        ${actionForm(tenant, 'clock', { advance_seconds: '3600' }, '+ 1 hour')}
        ${actionForm(tenant, 'clock', { advance_seconds: '86400' }, '+ 1 day')}
        ${
          expiry === undefined
            ? html`<button disabled title="No hold is open">No hold to expire</button>`
            : actionForm(
                tenant,
                'clock',
                { to: String(Math.ceil(expiry)) },
                `To the next expiry (${span(expiry - now)})`,
              )
        }
        ${actionForm(tenant, 'clock', { freeze: frozen ? 'false' : 'true' }, frozen ? 'Let it run' : 'Stop the clock')}
      </div>
    </div>
    <div class="coming">
      <p class="label">What comes next by itself</p>
      ${comingList(tenant, now)}
    </div>
  </section>`;
}

function comingList(tenant: Tenant, now: number): Html {
  const retries = tenant.webhooks
    .waiting()
    .flatMap(({ at, delivery }) =>
      at === null ? [] : [{ at, what: 'webhook is sent again', about: delivery.event.about }],
    );
  const tasks = stillDue(tenant).map(({ at, task }) => ({ at, what: saying(task), about: aboutOf(task) }));
  const coming = [...tasks, ...retries].sort((one, other) => one.at - other.at);
  if (coming.length === 0) return html`<p class="empty">Nothing. Make a hold, and its deadline stands here.</p>`;
  const rows = coming
    .slice(0, MOST_COMING)
    .map(({ at, what, about }) => html`<li><b>${span(at - now)}</b> ${what} <code>${about}</code></li>`);
  const more = coming.length - rows.length;
  return html`<ol>
      ${rows}
    </ol>
    ${more > 0 ? html`<p class="more">and ${more} more</p>` : null}`;
}

/** When the hold ends that ends first; undefined when none is open. */
function nextExpiry(tenant: Tenant): number | undefined {
  const times = stillDue(tenant).flatMap(({ at, task }) => (task.kind === 'expire_hold' ? [at] : []));
  return times.length === 0 ? undefined : times.reduce((one, other) => Math.min(one, other));
}

/** Holds that ended before their deadline stay in the queue until it comes, and then nothing happens. */
function stillDue(tenant: Tenant): { readonly at: number; readonly task: DueTask }[] {
  return tenant.account.due
    .all()
    .filter(({ task }) => task.kind !== 'expire_hold' || task.paymentIntent.status === 'requires_capture');
}

const SAYINGS: Readonly<Record<string, string>> = {
  expire_hold: 'hold expires',
  settle_capture: 'capture settles',
  finish_refund: 'refund ends',
  finish_processing: 'bank answers',
};

function saying({ kind }: DueTask): string {
  return SAYINGS[kind] ?? words(kind);
}

function aboutOf(task: DueTask): string {
  if ('paymentIntent' in task) return task.paymentIntent.id;
  if ('charge' in task) return task.charge.id;
  if ('refund' in task) return task.refund.id;
  return 'dispute' in task ? task.dispute.id : '';
}
