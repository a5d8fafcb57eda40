import { authorization, cancellation, confirmation, expiredIntent, failing, json } from '../testing/scripted-stripe';
import { shipment, openScriptedStripe } from '../testing/scripted-stripe';

/** Stripe answers a call that may have moved money with a status that nobody knows. */

const scripted = openScriptedStripe();

const unfamiliar = { ...expiredIntent, status: 'something_new' };
const unknown = { object: 'payment_intent', id: 'pi_1', field: 'status', value: 'something_new' };

const CALLS = [
  ['authorize', () => scripted.gateway.authorize(authorization)],
  ['confirm', () => scripted.gateway.confirm(confirmation)],
  ['capture', () => scripted.gateway.capture(shipment)],
  ['release', () => scripted.gateway.release(cancellation)],
] as const;

test.each(CALLS)('%s: what a fresh read says takes the place of an answer that nobody understands', async (_, call) => {
  scripted.post = json(200, unfamiliar);
  scripted.get = json(200, { ...expiredIntent, status: 'requires_capture', cancellation_reason: null });
  const { hold } = { hold: undefined, ...(await call()) };
  expect(hold).toMatchObject({ status: 'requires_capture' });
  expect(hold).not.toHaveProperty('unknown');
});

test.each(CALLS)('%s: an answer that nobody understands stays an answer, whatever the read says', async (_, call) => {
  scripted.post = json(200, unfamiliar);
  for (const get of [json(200, unfamiliar), failing(500, {}), failing(403, {}), json(200, {})]) {
    scripted.get = get;
    expect(await call()).toMatchObject({ hold: { status: 'unknown', unknown } });
  }
});

test('a refund that is answered with an unknown status is read again', async () => {
  const refund = { id: 're_1', amount: 100, charge: 'ch_1', status: 'something_new' };
  scripted.post = json(200, refund);
  scripted.get = json(200, { ...refund, status: 'succeeded' });
  const ref = { orderId: '1042', refundId: 'r', part: 1 };
  const request = { ref, idempotencyKey: 'k', chargeId: 'ch_1', amount: { amount: 100, currency: 'usd' }, reason: 'r' };
  expect(await scripted.gateway.refund(request)).toMatchObject({ kind: 'answered', refund: { status: 'succeeded' } });
});
