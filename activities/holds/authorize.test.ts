import type { WholeGateway } from '../../libs/domain/provider/card-gateway';
import { paidWith } from '../../test/examples/orders';
import { dieAfter, killedAfter, killedBefore, WorkerKilled } from '../../test/setup/killed-worker';
import { openEmulatorControl } from '../../test/setup/emulator-control';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

const CREATE = '/v1/payment_intents';
const HOUR = 3600;

const place = openShopDatabase();

test('a good card: the hold is placed and written down with everything it can do', async () => {
  const shop = new OrderDesk(place);
  const fact = await shop.authorize();

  expect(fact).toMatchObject({ kind: 'hold_placed', hold: { amount: 4600, plan: 'multicapture' } });
  expect(await shop.record()).toMatchObject({
    status: 'authorized',
    workflowId: 'test',
    amounts: { total: 4600, held: 4600, captured: 0, released: 0, lost: 0, fees: [] },
    authorization: { state: 'held', clientSecret: null, plan: 'multicapture' },
    lines: [
      { lineId: '1', shipped: 0, canceled: 0, amount: 2300 },
      { lineId: '2', shipped: 0, canceled: 0, amount: 2300 },
    ],
  });
  expect(await shop.timeline()).toEqual(['order_accepted', 'hold_placed']);
  expect(await shop.discrepancies()).toEqual([]);
});

test.each([
  { card: 'pm_card_visa_chargeDeclined', state: 'requires_payment_method', code: 'card_declined', intent: true },
  { card: 'pm_card_threeDSecure2Required', state: 'requires_action', code: undefined, intent: true },
  { card: null, state: 'requires_payment_method', code: undefined, intent: true },
  { card: 'pm_nobody_knows', state: 'requires_payment_method', code: 'resource_missing', intent: false },
])('card $card: the order waits in $state', async ({ card, state, code, intent }) => {
  const shop = new OrderDesk(place, paidWith(card));
  const fact = await shop.authorize();

  expect(fact).toMatchObject({ kind: 'hold_awaited', hold: { state } });
  const { status, authorization } = await shop.record();
  expect(status).toBe(state);
  expect(authorization?.lastError?.code).toBe(code);
  expect(authorization?.paymentIntentId !== null).toBe(intent);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a repeated attempt answers what the first recorded, without asking again', async () => {
  const shop = new OrderDesk(place);
  const step = shop.stepFor({ kind: 'authorize' });
  const first = await shop.attempt(step);

  expect(await shop.attempt(step, killedBefore(shop.gateway, 'authorize'))).toEqual(first);
  expect(await shop.requests(CREATE)).toBe(1);
});

test.each([1, 23])(
  'killed after the call, %i hours ago: the next attempt finds the hold and asks nothing',
  async (hours) => {
    const shop = new OrderDesk(place);
    const step = shop.stepFor({ kind: 'authorize' });
    await expect(shop.attempt(step, killedAfter(shop.gateway, 'authorize'))).rejects.toThrow(WorkerKilled);
    await shop.pass(hours * HOUR);

    shop.learn(step, await shop.attempt(step));
    expect(await shop.requests(CREATE)).toBe(1);
    expect(await shop.discrepancies()).toEqual([]);
  },
);

test('the answer is lost: unavailable, and the repeat finds the hold', async () => {
  const shop = new OrderDesk(place);
  await shop.control('faults', { match: { method: 'POST', path: CREATE }, effect: { kind: 'commit_then_drop' } });
  const step = shop.stepFor({ kind: 'authorize' });
  await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderUnavailable', nonRetryable: false });

  shop.learn(step, await shop.attempt(step));
  expect(await shop.requests(CREATE)).toBe(1);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a PaymentIntent whose card was never tried is canceled, and the next one tries the card', async () => {
  const shop = new OrderDesk(place);
  const step = shop.stepFor({ kind: 'authorize' });
  const { gateway } = shop;
  const untried: WholeGateway = {
    ...gateway,
    authorize: (request) => dieAfter(gateway.authorize({ ...request, paymentMethod: null })),
  };
  await expect(shop.attempt(step, untried)).rejects.toThrow(WorkerKilled);
  await shop.pass(21 * HOUR);
  expect(shop.learn(step, await shop.attempt(step))).toMatchObject({ kind: 'authorize_key_spent', generation: 1 });
  expect(await shop.authorize()).toMatchObject({ kind: 'hold_placed' });
  expect((await shop.paymentIntents()).map(({ status }) => status).sort()).toEqual(['canceled', 'requires_capture']);
  expect(await shop.discrepancies()).toEqual([]);
});

test('five stored failures in a row open an attention, and whoever asks again has five more keys', async () => {
  const shop = new OrderDesk(place);
  const stripe = openEmulatorControl(shop.stripe);
  const match = { method: 'POST', path: CREATE, nth: 1, times: 1000 };
  const fault = await stripe.fault(match, { kind: 'error', status: 500, stored: true });
  for (const generation of [1, 2, 3, 4]) {
    const step = shop.stepFor({ kind: 'authorize' });
    await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
    expect(shop.learn(step, await shop.attempt(step))).toMatchObject({ kind: 'authorize_key_spent', generation });
  }
  const fifth = shop.stepFor({ kind: 'authorize' });
  await expect(shop.attempt(fifth)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
  await expect(shop.attempt(fifth)).rejects.toMatchObject({ type: 'ProviderMisuse', nonRetryable: true });
  shop.learn(fifth, { kind: 'step_failed', message: 'the key is spent' });
  expect(await shop.record()).toMatchObject({ status: 'created', attention: [{ code: 'provider_misuse' }] });

  await stripe.endFault(fault);
  expect((await shop.authorize()).kind).toBe('hold_placed');
  expect(await shop.record()).toMatchObject({ status: 'authorized', attention: [], authorization: { generation: 6 } });
  expect(await shop.discrepancies()).toEqual([]);
});

test('given up without an answer: the orphaned hold is canceled before another is placed', async () => {
  const shop = new OrderDesk(place);
  const step = shop.stepFor({ kind: 'authorize' });
  await expect(shop.attempt(step, killedAfter(shop.gateway, 'authorize'))).rejects.toThrow(WorkerKilled);
  shop.learn(step, { kind: 'step_failed', message: 'given up' });
  const second = shop.stepFor({ kind: 'authorize' });
  shop.learn(second, await shop.attempt(second));

  const statuses = (await shop.paymentIntents()).map(({ status }) => status);
  expect(statuses.sort()).toEqual(['canceled', 'requires_capture']);
  expect((await shop.record()).status).toBe('authorized');
});

test('our own mistake: final, and a person is called', async () => {
  const shop = new OrderDesk(place);
  const match = { method: 'POST', path: CREATE };
  const effect = {
    kind: 'error',
    status: 400,
    type: 'invalid_request_error',
    code: 'parameter_unknown',
    stored: false,
  };
  await shop.control('faults', { match, effect });
  const step = shop.stepFor({ kind: 'authorize' });

  await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderMisuse', nonRetryable: true });
  shop.learn(step, { kind: 'step_failed', message: 'misuse' });
  expect((await shop.record()).attention).toMatchObject([{ code: 'provider_misuse' }]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('slowed down: unavailable for a while of its own, and nothing is alarmed', async () => {
  const shop = new OrderDesk(place);
  await shop.control('faults', { match: { method: 'POST', path: CREATE }, effect: { kind: 'rate_limit' } });
  const step = shop.stepFor({ kind: 'authorize' });

  await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderUnavailable', category: 'BENIGN' });
  expect((await shop.record()).attention).toEqual([]);
});

test('two workers with the same step place one hold', async () => {
  const shop = new OrderDesk(place);
  const step = shop.stepFor({ kind: 'authorize' });
  const attempts = await Promise.allSettled([shop.attempt(step), shop.attempt(step), shop.attempt(step)]);
  expect(attempts.some(({ status }) => status === 'fulfilled')).toBe(true);

  shop.learn(step, await shop.attempt(step));
  expect(await shop.timeline()).toEqual(['order_accepted', 'hold_placed']);
  expect(await shop.discrepancies()).toEqual([]);
});
