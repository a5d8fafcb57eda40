import type { Tenant } from '../http/tenant';
import type { JsonObject } from '../stripe/json';
import { ControlError } from './control-error';
import type { Fields } from './fields';

/** Ten years: more is a slip of units. */
const FURTHEST_SECONDS = 10 * 365 * 24 * 60 * 60;
const FASTEST = 1_000_000;

/** Everything that falls due on the way has happened before the answer. */
export async function changeClock(tenant: Tenant, fields: Fields): Promise<JsonObject> {
  fields.allow('freeze', 'advance_seconds', 'scale');
  const freeze = fields.flag('freeze');
  const scale = fields.number('scale', { most: FASTEST });
  const seconds = fields.number('advance_seconds', { most: FURTHEST_SECONDS });
  if (scale === 0) throw new ControlError('scale must be more than 0; use freeze to stop the clock.');
  if (freeze !== undefined) tenant.clock.setFrozen(freeze);
  if (scale !== undefined) tenant.clock.setScale(scale);
  if (seconds !== undefined) await tenant.advance(seconds);
  tenant.catchUp();
  tenant.planAnew();
  return tenant.clock.state();
}
