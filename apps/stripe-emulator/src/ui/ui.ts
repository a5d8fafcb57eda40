import type { Answer } from '../../../../libs/emulation/http/answer';
import type { Incoming } from '../../../../libs/emulation/http/incoming';
import { header } from '../../../../libs/emulation/http/incoming';
import type { Tenant } from '../http/tenant';
import type { Tenants } from '../http/tenants';
import { act } from './action';
import { pageOf, UI } from './action-form';
import { ICON } from './icon';
import { LIVE_SCRIPT } from './live-script';
import { page } from './page';
import type { Notice } from './page';
import { STYLE } from './style';

/** Nothing from elsewhere, nothing inline: whatever stands in the data stays text. */
const SECURITY = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export function isUi(path: string): boolean {
  return path === UI || path.startsWith(`${UI}/`);
}

/** The page that shows the state to a person. A browser has no API key: the address names the account. */
export async function answerUi(incoming: Incoming, tenants: Tenants): Promise<Answer> {
  const [first = '', action] = incoming.path.slice(UI.length + 1).split('/');
  const file = FILES.get(first);
  if (file !== undefined) return answer(200, file.type, file.text);
  const [newest] = tenants.keyed().slice(-1);
  const [key, tenant] = tenants.keyed().find(([, { account }]) => account.id === first) ?? [];
  const shown = first === '' ? newest?.[1] : tenant;
  if (first !== '' && tenant === undefined) return show(404, tenants, undefined, incoming, GONE);
  if (incoming.method !== 'POST' || action === undefined || key === undefined || tenant === undefined) {
    return show(200, tenants, shown, incoming);
  }
  if (!isOwnForm(incoming)) return show(403, tenants, undefined, incoming, STRANGE);
  const notice = await act(tenants, key, action, incoming.body);
  if (notice !== undefined) return show(notice.good ? 200 : 400, tenants, tenant, incoming, notice);
  return { status: 303, text: '', headers: { location: pageOf(tenant), ...SECURITY } };
}

const FILES: ReadonlyMap<string, { readonly type: string; readonly text: string }> = new Map([
  ['style.css', { type: 'text/css', text: STYLE }],
  ['live.js', { type: 'text/javascript', text: LIVE_SCRIPT }],
  ['icon.svg', { type: 'image/svg+xml', text: ICON }],
]);

const GONE: Notice = { good: false, text: 'There is no such account. It may have been reset.' };
const STRANGE: Notice = { good: false, text: 'This form came from another page and was not acted on.' };

/** Another site that is open in the same browser could send forms here, but not without saying where it comes from. */
function isOwnForm(incoming: Incoming): boolean {
  const origin = header(incoming, 'origin');
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === header(incoming, 'host');
}

function show(
  status: number,
  tenants: Tenants,
  chosen: Tenant | undefined,
  incoming: Incoming,
  notice?: Notice,
): Answer {
  const address = `http://${header(incoming, 'host') ?? '127.0.0.1'}`;
  return answer(status, 'text/html', page(tenants, chosen, address, notice).text);
}

function answer(status: number, type: string, text: string): Answer {
  return { status, text, headers: { 'content-type': `${type}; charset=utf-8`, ...SECURITY } };
}
