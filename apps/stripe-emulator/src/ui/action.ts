import { control } from '../control/control';
import type { Tenants } from '../http/tenants';
import { isJsonObject } from '../../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../../libs/emulation/objects/json';
import type { Notice } from './page';

/** Does what a button of the page says, as the control API would; gives words when there is something to say. */
export async function act(tenants: Tenants, key: string, action: string, body: string): Promise<Notice | undefined> {
  const fields = new URLSearchParams(body);
  const call = callOf(tenants, key, action, fields);
  if (call === undefined) return { good: false, text: `There is no action ${action}.` };
  const { status, body: said } = await control(tenants, key, {
    method: call.method,
    path: `/_emulator/${call.path}`,
    query: '',
    headers: {},
    body: call.body === undefined ? '' : JSON.stringify(call.body),
  });
  if (status !== 200) return { good: false, text: messageIn(said) };
  return action === 'checks' ? verdict(said) : undefined;
}

interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: JsonObject;
}

function callOf(tenants: Tenants, key: string, action: string, fields: URLSearchParams): Call | undefined {
  switch (action) {
    case 'clock':
      return { method: 'POST', path: 'clock', body: clockChange(tenants.named(key).clock.now(), fields) };
    case 'webhooks':
      return { method: 'POST', path: 'webhooks', body: webhookChange(fields) };
    case 'faults':
      return faultCall(fields);
    case 'checks':
      return { method: 'GET', path: 'checks' };
    default:
      return undefined;
  }
}

/** `to` is a time: it may have come meanwhile. */
function clockChange(now: number, fields: URLSearchParams): JsonObject {
  const to = fields.get('to');
  if (to !== null) return { advance_seconds: Math.max(0, Number(to) - now) };
  const freeze = fields.get('freeze');
  if (freeze !== null) return { freeze: freeze === 'true' };
  const seconds = fields.get('advance_seconds') ?? '';
  // What is no number goes on as it came, and the control API says so.
  return { advance_seconds: /^\d+$/.test(seconds) ? Number(seconds) : seconds };
}

function webhookChange(fields: URLSearchParams): JsonObject {
  const [mode, redeliver] = [fields.get('mode'), fields.get('redeliver')];
  return {
    ...(mode !== null && { mode }),
    ...(redeliver !== null && { redeliver }),
    ...(fields.get('release') === 'true' && { release: true }),
  };
}

function faultCall(fields: URLSearchParams): Call {
  const remove = fields.get('remove');
  if (remove !== null) return { method: 'DELETE', path: `faults/${remove}` };
  const path = fields.get('path');
  // Reads are hit only by the rule for everything.
  const match = path === '/v1/**' ? { path } : { path, method: 'POST' };
  return { method: 'POST', path: 'faults', body: { match, effect: { kind: fields.get('kind') } } };
}

function messageIn({ error }: JsonObject): string {
  const message = isJsonObject(error) ? error['message'] : undefined;
  return typeof message === 'string' ? message : 'The emulator refused it.';
}

function verdict({ violations }: JsonObject): Notice {
  const broken = Array.isArray(violations) ? violations.map(String) : [];
  if (broken.length === 0) return { good: true, text: 'Every law holds: captures, refunds, fees and events add up.' };
  return { good: false, text: `Broken: ${broken.join('; ')}` };
}
