import type { Clock } from '../clock/clock';
import type { Timekeeper } from '../tenants/timekeeper';
import type { JsonObject } from '../objects/json';
import { ControlError } from './control-error';
import type { Fields } from './fields';

/** Ten years: more is a slip of units. */
const FURTHEST_SECONDS = 10 * 365 * 24 * 60 * 60;
const FASTEST = 1_000_000;

/** An account whose time can be changed. */
export interface Timed {
  readonly clock: Clock;
  readonly time: Timekeeper;
}

/** Everything that falls due on the way has happened before the answer. */
export async function changeClock({ clock, time }: Timed, fields: Fields): Promise<JsonObject> {
  fields.allow('freeze', 'advance_seconds', 'scale');
  const freeze = fields.flag('freeze');
  const scale = fields.number('scale', { most: FASTEST });
  const seconds = fields.number('advance_seconds', { most: FURTHEST_SECONDS });
  if (scale === 0) throw new ControlError('scale must be more than 0; use freeze to stop the clock.');
  if (freeze !== undefined) clock.setFrozen(freeze);
  if (scale !== undefined) clock.setScale(scale);
  if (seconds !== undefined) await time.advance(seconds);
  time.catchUp();
  time.planAnew();
  return clock.state();
}
