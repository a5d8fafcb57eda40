import type { Input } from '../../../libs/domain/orders/inputs';
import { CardDesk } from '../../../test/setup/desks/card-desk';
import { killedAfter, WorkerKilled } from '../../../test/setup/killed-worker';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';
import { confirming } from '../../../test/examples/inputs';

const SECURE = 'pm_card_authenticationRequiredOnSetup';
const DECLINED = 'pm_card_chargeDeclined';
const CONFIRM = '/v1/setup_intents/*/confirm';
const HOUR = 3600;

const place = openShopDatabase();

function begun(paymentMethod: string | null): Promise<CardDesk> {
  return CardDesk.open(place, 'charge_on_ship', { paymentMethod });
}

const failure = { kind: 'error', status: 500, type: 'api_error', message: 'An unknown error occurred', stored: true };

test('a card is saved at once, and nothing is held', async () => {
  const desk = await begun('pm_card_visa');
  expect(await desk.authorize()).toMatchObject({
    kind: 'card_saved',
    hold: {
      setupIntentId: expect.stringMatching(/^seti_/) as string,
      card: { paymentMethod: expect.stringMatching(/^pm_/) as string },
    },
  });
  expect(await desk.record()).toMatchObject({
    status: 'card_saved',
    amounts: { held: 0, captured: 0, released: 0 },
    authorization: {
      state: 'saved',
      plan: 'charge_on_ship',
      captureBefore: null,
      releaseAt: null,
      paymentIntentId: null,
    },
  });
  expect(await desk.timeline()).toEqual(['order_accepted', 'card_saved']);
  expect(await desk.discrepancies()).toEqual([]);
});

test('without a card the browser gets the secret of the setup, and the first card is confirmed', async () => {
  const desk = await begun(null);
  expect(await desk.authorize()).toMatchObject({
    kind: 'hold_awaited',
    hold: { state: 'requires_payment_method', clientSecret: expect.stringMatching(/^seti_.*_secret_/) as string },
  });
  expect(await desk.handle(confirming(DECLINED))).toMatchObject({ hold: { lastError: { code: 'card_declined' } } });
  expect((await desk.handle(confirming())).kind).toBe('card_saved');
  expect(await desk.discrepancies()).toEqual([]);
});

test('a declined card stays open for another; 3-D Secure that fails too', async () => {
  const desk = await begun(DECLINED);
  expect(await desk.authorize()).toMatchObject({ hold: { state: 'requires_payment_method' } });
  expect(await desk.handle(confirming(SECURE))).toMatchObject({ hold: { nextAction: { type: 'redirect_to_url' } } });
  await desk.authenticate('fail');
  expect(await desk.hear()).toMatchObject({ hold: { lastError: { code: 'setup_intent_authentication_failure' } } });
  expect(await desk.attempt(desk.stepFor(eventAgain))).toMatchObject({ kind: 'hold_awaited' });
  expect((await desk.handle(confirming())).kind).toBe('card_saved');
  expect(await desk.discrepancies()).toEqual([]);
});

const eventAgain: Input = {
  kind: 'provider_event',
  event: { eventId: 'evt_1', type: 'any', about: 'hold', paymentIntentId: null, chargeId: null },
};

test('3-D Secure at the setup is completed, and the same news twice is told the same', async () => {
  const desk = await begun(SECURE);
  await desk.authorize();
  await desk.authenticate();
  const step = desk.stepFor(eventAgain);
  const told = await desk.attempt(step);
  expect(told.kind).toBe('card_saved');
  expect(await desk.attempt(step)).toEqual(told);
  desk.learn(step, told);
  expect(await desk.timeline()).toEqual(['order_accepted', 'action_required', 'card_saved']);
});

test('a card that Stripe does not know begins nothing, and the next one begins anew', async () => {
  const desk = await begun('pm_nobody_knows');
  expect(await desk.authorize()).toMatchObject({ hold: { lastError: { code: 'resource_missing' } } });
  expect((await desk.handle(confirming())).kind).toBe('card_saved');
  expect(await desk.record()).toMatchObject({ authorization: { generation: 2, state: 'saved' } });
});

test('the card after one without an answer is tried only after a look at what came of that', async () => {
  const desk = await begun(null);
  await desk.authorize();
  const step = desk.stepFor(confirming());
  await expect(desk.attempt(step, killedAfter(desk.gateway, 'confirmCard'))).rejects.toThrow(WorkerKilled);
  desk.learn(step, { kind: 'step_failed', message: 'given up' });

  expect((await desk.handle(confirming('pm_card_mastercard'))).kind).toBe('card_saved');
  expect(await desk.requests(CONFIRM)).toBe(1);
  expect((await desk.record()).status).toBe('card_saved');
});

test('an order that nobody pays ends the setup, so that no browser can finish it', async () => {
  const desk = await begun(SECURE);
  await desk.authorize();
  await desk.pass(25 * HOUR);
  expect(await desk.handle({ kind: 'deadline' })).toMatchObject({
    kind: 'hold_ended',
    cancelReason: 'authentication_timeout',
  });
  expect(await desk.record()).toMatchObject({
    status: 'canceled',
    cancelReason: 'authentication_timeout',
    amounts: { released: 4600 },
  });
  const { setupIntentId } = (await desk.record()).authorization ?? {};
  expect((await desk.gateway.readCard(setupIntentId ?? '')).status).toBe('canceled');
  expect(await desk.discrepancies()).toEqual([]);
});

test('a card saved in time, without any event, is found by the look before the deadline acts', async () => {
  const desk = await begun(SECURE);
  await desk.authorize();
  await desk.authenticate();
  const step = desk.stepFor({ kind: 'deadline' });
  const fact = await desk.attempt(step);
  expect(fact).toMatchObject({ kind: 'card_saved' });
  expect(await desk.attempt(step, desk.gateway, 2)).toEqual(fact);
  desk.learn(step, fact);
  expect(await desk.record()).toMatchObject({ status: 'card_saved', authorization: { state: 'saved' } });
  expect(await desk.requests('/v1/setup_intents/*/cancel')).toBe(0);
  expect(await desk.discrepancies()).toEqual([]);
});

test('a provider that stores failure after failure is asked under five keys and no more', async () => {
  const desk = await begun(SECURE);
  await desk.authorize();
  await desk.pass(25 * HOUR);
  const path = '/v1/setup_intents/*/cancel';
  await desk.control('faults', { match: { method: 'POST', path, times: 99 }, effect: failure });
  const step = desk.stepFor({ kind: 'deadline' });
  // Each attempt is told what is stored under the keys of those before, and tries one more.
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    await expect(desk.attempt(step, desk.gateway, attempt)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
  }
  expect(await desk.requests(path)).toBe(5);
});

test('an order given up before Stripe answered ends the setup that was made after all', async () => {
  const desk = await begun('pm_card_authenticationRequired');
  const step = desk.stepFor({ kind: 'authorize' });
  await expect(desk.attempt(step, killedAfter(desk.gateway, 'saveCard'))).rejects.toThrow(WorkerKilled);
  desk.learn(step, { kind: 'step_failed', message: 'given up' });
  await desk.handle({
    kind: 'cancel_lines',
    cancellation: { cancellationId: 'c', reason: 'r', contentHash: 'h', requestId: 'r' },
  });
  expect(await desk.requests('/v1/setup_intents/*/cancel')).toBe(1);
  expect((await desk.record()).status).toBe('canceled');
});
