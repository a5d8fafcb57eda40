import type { JsonObject } from '../objects/json';
import type { Receiving, SentEvent } from '../webhooks/delivery-log';
import type { WebhookMode } from '../webhooks/mode';
import type { WebhookSender } from '../webhooks/sender';
import { ControlError } from './control-error';
import type { Fields } from './fields';

const MODES = ['normal', 'hold', 'drop', 'duplicate', 'shuffle', 'delay'] as const;
const MOST_COPIES = 100;

/** The webhooks of an account, and how its events are found. */
export interface Told<E extends SentEvent, W extends Receiving> {
  readonly webhooks: WebhookSender<E, W>;
  readonly event: (id: string) => E | undefined;
  /** Those that are sent the event when somebody asks for it once more. */
  readonly listening: (event: E) => readonly W[];
  readonly catchUp: () => void;
}

/** Answers with the mode and with how many deliveries were started by this call. */
export function changeWebhooks<E extends SentEvent, W extends Receiving>(
  { catchUp, event: eventNamed, listening, webhooks }: Told<E, W>,
  fields: Fields,
): JsonObject {
  fields.allow('mode', 'times', 'seed', 'seconds', 'release', 'redeliver');
  const mode = readMode(fields);
  const eventId = fields.text('redeliver');
  const event = eventId === undefined ? undefined : eventNamed(eventId);
  if (eventId !== undefined && event === undefined) throw new ControlError(`No such event: ${eventId}`, 404);
  catchUp();
  // Released before the mode changes: held events leave in the order of the mode they were held in.
  const released = fields.flag('release') === true ? webhooks.release() : 0;
  if (mode !== undefined) webhooks.mode = mode;
  const redelivered = event === undefined ? 0 : webhooks.redeliver(event, listening(event));
  const { mode: current, heldCount } = webhooks;
  const { kind, ...settings } = current;
  return { mode: kind, ...settings, held: heldCount, released, redelivered };
}

function readMode(fields: Fields): WebhookMode | undefined {
  const kind = fields.choice('mode', MODES);
  switch (kind) {
    case 'duplicate':
      return { kind, times: fields.number('times', { least: 2, most: MOST_COPIES, whole: true }) ?? 2 };
    case 'shuffle':
      return { kind, seed: fields.number('seed', { whole: true }) ?? 1 };
    case 'delay':
      return { kind, seconds: fields.required('seconds', fields.number('seconds')) };
    case 'normal':
    case 'hold':
    case 'drop':
      return { kind };
    case undefined:
      return undefined;
  }
}
