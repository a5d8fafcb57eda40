import type { PaymentGateway } from '../../libs/domain/provider/payment-gateway';
import { CardDesk, first } from '../../test/setup/desks/card-desk';
import { killedAfter, killedBefore, WorkerKilled } from '../../test/setup/killed-worker';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { canceling, DEADLINE } from '../../test/examples/inputs';

/** Shipments that the bank wants the buyer for, though the card was saved to be charged without them. */

const CREATE = '/v1/payment_intents';
const ALWAYS_SECURE = 'pm_card_authenticationRequired';
const HOUR = 3600;

const place = openShopDatabase();

test('the bank wants the buyer: the shipment waits, and is paid when they come', async () => {
  const desk = await CardDesk.saved(place, ALWAYS_SECURE);
  expect(await desk.handle(first)).toMatchObject({
    kind: 'charge_pending',
    pending: {
      state: 'requires_action',
      nextAction: { type: 'redirect_to_url' },
      clientSecret: expect.stringMatching(/^pi_/) as string,
    },
  });
  expect(await desk.record()).toMatchObject({
    status: 'requires_action',
    authorization: { state: 'requires_action', plan: 'charge_on_ship', nextAction: { type: 'redirect_to_url' } },
    shipments: [{ status: 'pending', capture: { paymentIntentId: expect.stringMatching(/^pi_/) as string } }],
    attention: [{ code: 'authentication_required' }],
  });
  expect(await desk.discrepancies()).toEqual([]);
  expect((await desk.hear('early')).kind).toBe('nothing_new');
  await desk.authenticate();
  expect((await desk.hear()).kind).toBe('shipment_charged');
  expect(await desk.record()).toMatchObject({
    status: 'partially_captured',
    attention: [],
    shipments: [{ status: 'captured' }],
  });
  expect(await desk.timeline()).toEqual(
    expect.arrayContaining(['action_required', 'attention_opened', 'attention_closed']) as string[],
  );
  expect(await desk.discrepancies()).toEqual([]);
});

test.each(['before', 'after'])('killed %s the buyer was asked for: the repeat brings the same page', async (when) => {
  const desk = await CardDesk.saved(place, ALWAYS_SECURE);
  const step = desk.stepFor(first);
  const gateway = when === 'before' ? killedBefore(desk.gateway, 'confirm') : killedAfter(desk.gateway, 'confirm');
  await expect(desk.attempt(step, gateway)).rejects.toThrow(WorkerKilled);
  const told = desk.learn(step, await desk.attempt(step));
  expect(told.kind).toBe('charge_pending');
  expect(await desk.attempt(step)).toEqual(told);
  expect([await desk.requests(CREATE), (await desk.paymentIntents()).length]).toEqual([1, 1]);
  expect(await desk.discrepancies()).toEqual([]);
});

test('a stored failure of the request for the buyer is asked under another key', async () => {
  const desk = await CardDesk.saved(place, ALWAYS_SECURE);
  const effect = { kind: 'error', status: 500, type: 'api_error', message: 'x', stored: true };
  await desk.control('faults', { match: { method: 'POST', path: `${CREATE}/*/confirm` }, effect });
  const step = desk.stepFor(first);
  await expect(desk.attempt(step)).rejects.toThrow();
  expect((await desk.attempt(step)).kind).toBe('charge_pending');
});

test('a failed authentication cancels the payment, refuses the shipment and reopens its units', async () => {
  const desk = await CardDesk.saved(place, ALWAYS_SECURE);
  await desk.handle(first);
  await desk.authenticate('fail');
  expect(await desk.hear()).toMatchObject({
    kind: 'capture_refused',
    reason: 'declined',
    error: { code: 'payment_intent_authentication_failure' },
  });
  expect((await desk.paymentIntents()).map(({ status }) => status)).toEqual(['canceled']);
  expect(await desk.record()).toMatchObject({
    status: 'card_saved',
    attention: [{ code: 'charge_declined' }],
    shipments: [{ status: 'refused' }],
  });
  expect(await desk.discrepancies()).toEqual([]);
});

test('the buyer does not come in time: the payment is given up', async () => {
  const desk = await CardDesk.saved(place, ALWAYS_SECURE, { authenticationTimeoutSeconds: HOUR });
  await desk.handle(first);
  await desk.pass(2 * HOUR);
  const step = desk.stepFor(DEADLINE);
  await expect(desk.attempt(step, killedAfter(desk.gateway, 'release'))).rejects.toThrow(WorkerKilled);
  const ended = await desk.attempt(step);
  expect(ended).toMatchObject({
    kind: 'capture_refused',
    reason: 'declined',
    error: { code: 'authentication_timeout' },
  });
  expect(await desk.attempt(step)).toEqual(ended);
  desk.learn(step, ended);
  expect(await desk.record()).toMatchObject({ status: 'card_saved', attention: [{ code: 'charge_declined' }] });
  expect(await desk.discrepancies()).toEqual([]);
});

test('the buyer comes at the last second: the payment wins over the clock', async () => {
  const desk = await CardDesk.saved(place, ALWAYS_SECURE);
  await desk.handle(first);
  const step = desk.stepFor(DEADLINE);
  const late: PaymentGateway = {
    ...desk.gateway,
    release: async (request) => {
      await desk.authenticate();
      return desk.gateway.release(request);
    },
  };
  expect(desk.learn(step, await desk.attempt(step, late)).kind).toBe('shipment_charged');
  expect(await desk.discrepancies()).toEqual([]);
});

test('canceling the rest while the buyer is waited for makes the shipment the final one', async () => {
  const desk = await CardDesk.saved(place, ALWAYS_SECURE);
  await desk.handle(first);
  expect(await desk.handle(canceling('c'))).toMatchObject({ kind: 'lines_canceled', cancellation: { released: 2300 } });
  expect((await desk.record()).lines).toMatchObject([{ canceled: 0 }, { canceled: 1 }]);
  await desk.authenticate();
  expect(await desk.hear()).toMatchObject({ kind: 'shipment_charged', ended: { released: 2300 } });
  expect(await desk.record()).toMatchObject({
    status: 'captured',
    amounts: { captured: 2300, released: 2300 },
    shipments: [{ final: true }],
  });
  expect(await desk.discrepancies()).toEqual([]);
});
