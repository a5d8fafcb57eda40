import { control as answerControl } from '../../../../libs/emulation/control/control';
import type { ControlAnswer } from '../../../../libs/emulation/control/control';
import type { Incoming } from '../../../../libs/emulation/http/incoming';
import type { Tenants } from '../http/tenants';
import { CALLS } from './calls';

/** The control API: outside `/v1`, JSON both ways, on the state of the caller's API key. */
export async function control(tenants: Tenants, key: string, incoming: Incoming): Promise<ControlAnswer> {
  return answerControl(tenants, CALLS, key, incoming);
}
