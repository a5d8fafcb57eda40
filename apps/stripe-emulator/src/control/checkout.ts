import type { Tenant } from '../http/tenant';
import { renderSession } from '../stripe/checkout/session';
import type { JsonObject } from '../../../../libs/emulation/objects/json';
import { ControlError } from '../../../../libs/emulation/control/control-error';
import type { Fields } from '../../../../libs/emulation/control/fields';

/** Pays on the page of a Checkout Session, as a buyer would: with `pm_card_visa` unless another method is named. */
export function payCheckout(tenant: Tenant, id: string, fields: Fields, origin: string): JsonObject {
  fields.allow('payment_method', 'email', 'name');
  const paymentMethod = fields.text('payment_method') ?? 'pm_card_visa';
  const buyer = { email: fields.text('email') ?? 'jenny@example.com', name: fields.text('name') ?? null };
  tenant.catchUp();
  const { account } = tenant;
  const all = [account, ...account.connected.values()];
  const place = all.find(({ checkoutSessions }) => checkoutSessions.get(id) !== undefined) ?? account;
  const session = place.checkoutSessions.get(id);
  if (session === undefined) throw new ControlError(`No such Checkout Session: ${id}`, 404);
  const paid = tenant.payCheckout(place, session, { paymentMethod, buyer }, origin);
  return { outcome: { ...paid }, session: renderSession(session) };
}
