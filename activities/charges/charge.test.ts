import { CardDesk, first, second } from '../../test/setup/desks/card-desk';
import { ProviderMisuse } from '../../libs/domain/provider/payment-gateway';
import { newOrder } from '../../test/examples/orders';
import { killedAfter, killedBefore, WorkerKilled } from '../../test/setup/killed-worker';
import { SETTLEMENT_READ_AFTER_SECONDS } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { canceling } from '../../test/examples/inputs';

const CREATE = '/v1/payment_intents';
const ATTACHES_THEN_DECLINES = 'pm_card_chargeCustomerFail';

const place = openShopDatabase();

async function settled(desk: CardDesk): Promise<void> {
  for (const { chargeId } of desk.payment.shipments) {
    await desk.handle({
      kind: 'provider_event',
      event: {
        eventId: `evt ${chargeId ?? ''}`,
        type: 'charge.updated',
        about: 'settlement',
        paymentIntentId: null,
        chargeId,
      },
    });
  }
}

test('two shipments are two payments of exactly their worth; they settle, the order completes', async () => {
  const desk = await CardDesk.saved(place);
  await desk.control('account', { settlement_delay_seconds: 0 });
  expect(await desk.handle(first)).toMatchObject({ kind: 'shipment_charged', mismatch: false, ended: null });
  expect(await desk.record()).toMatchObject({ status: 'partially_captured', amounts: { captured: 2300, held: 0 } });
  expect(await desk.handle(second)).toMatchObject({ ended: { state: 'released', released: 0 } });
  expect(await desk.discrepancies()).toEqual([]);
  await settled(desk);
  expect(await desk.record()).toMatchObject({
    status: 'completed',
    amounts: { captured: 4600, settled: 4600, released: 0 },
  });
  expect((await desk.paymentIntents()).map(({ amount_received }) => amount_received)).toEqual([2300, 2300]);
  expect(await desk.timeline()).toEqual([
    'order_accepted',
    'card_saved',
    'shipment_captured',
    'shipment_captured',
    'card_released',
    'capture_settled',
    'capture_settled',
  ]);
  expect(await desk.discrepancies()).toEqual([]);
});

test('every payment names its shipment, has its own key, and says that the buyer is away', async () => {
  const desk = await CardDesk.saved(place);
  await desk.handle(first);
  const answer = await fetch(`${desk.stripe.url}/_emulator/requests?path=${encodeURIComponent(CREATE)}`, {
    headers: { authorization: `Bearer ${desk.stripe.apiKey}` },
  });
  const [made] = ((await answer.json()) as { requests: { idempotency_key: string; params: Record<string, unknown> }[] })
    .requests;
  expect(made?.idempotency_key).toBe(`test/order/${desk.orderId}/charge/A/1`);
  expect(JSON.stringify(made?.params)).toContain('automatic_async');
  expect(JSON.stringify(made?.params)).not.toContain('request_multicapture');
  expect(JSON.stringify(made?.params)).toMatch(/"off_session":"?true/);
  expect(JSON.stringify(made?.params)).toContain('"holdfast_last_capture":"A/1"');
});

test.each([
  { effect: { kind: 'commit_then_drop' }, asked: 1 },
  { effect: { kind: 'drop_before_commit' }, asked: 2 },
])('an answer lost by $effect.kind leaves the payment unknown until a read', async ({ effect, asked }) => {
  const desk = await CardDesk.saved(place);
  await desk.control('faults', { match: { method: 'POST', path: CREATE }, effect });
  const step = desk.stepFor(first);
  await expect(desk.attempt(step)).rejects.toThrow();
  expect((await desk.record()).shipments).toMatchObject([{ status: 'pending', capture: { paymentIntentId: null } }]);
  expect(desk.learn(step, await desk.attempt(step)).kind).toBe('shipment_charged');
  expect(await desk.requests(CREATE)).toBe(asked);
  expect(await desk.discrepancies()).toEqual([]);
});

test('a charge that was given up is read: paid or not', async () => {
  const desk = await CardDesk.saved(place);
  const step = desk.stepFor(first);
  await expect(desk.attempt(step, killedAfter(desk.gateway, 'chargeCard'))).rejects.toThrow(WorkerKilled);
  expect(desk.learn(step, await desk.resolve(step)).kind).toBe('shipment_charged');
  const next = desk.stepFor(second);
  await expect(desk.attempt(next, killedBefore(desk.gateway, 'chargeCard'))).rejects.toThrow(WorkerKilled);
  await expect(desk.resolve(next)).rejects.toThrow('still be on its way');
  desk.passHere(60);
  expect(desk.learn(next, await desk.resolve(next))).toMatchObject({ kind: 'capture_refused', reason: 'key_spent' });
  expect(await desk.discrepancies()).toEqual([]);
});

test('a declined shipment is never paid, opens an attention, and may be asked for again', async () => {
  const desk = await CardDesk.saved(place, ATTACHES_THEN_DECLINES);
  expect(await desk.handle(first)).toMatchObject({
    kind: 'capture_refused',
    reason: 'declined',
    error: { code: 'card_declined' },
  });
  expect(await desk.record()).toMatchObject({
    status: 'card_saved',
    shipments: [{ shipmentId: 'A', status: 'refused' }],
    attention: [{ code: 'charge_declined' }],
    lines: [{ shipped: 0 }, { shipped: 0 }],
  });
  expect((await desk.paymentIntents()).map(({ status }) => status)).toEqual(['canceled']);
  expect(await desk.discrepancies()).toEqual([]);
  expect(await desk.handle(first)).toMatchObject({ kind: 'capture_refused', generation: 2 });
  expect(await desk.handle(canceling('c'))).toMatchObject({ kind: 'hold_ended', hold: { released: 4600 } });
  expect(await desk.record()).toMatchObject({ status: 'canceled', cancelReason: 'requested', attention: [] });
  expect(await desk.discrepancies()).toEqual([]);
});

test('killed after a decline was answered: the repeat finds it, ends it, and refuses once', async () => {
  const desk = await CardDesk.saved(place, ATTACHES_THEN_DECLINES);
  const step = desk.stepFor(first);
  await expect(desk.attempt(step, killedBefore(desk.gateway, 'release'))).rejects.toThrow(WorkerKilled);
  await expect(desk.attempt(step, killedAfter(desk.gateway, 'release'))).rejects.toThrow(WorkerKilled);
  expect(desk.learn(step, await desk.attempt(step))).toMatchObject({
    reason: 'declined',
    error: { code: 'card_declined' },
  });
  expect(await desk.requests(CREATE)).toBe(1);
  expect(await desk.discrepancies()).toEqual([]);
});

test('our own mistake leaves the shipment in doubt; sent again, it is found to be paid', async () => {
  const desk = await CardDesk.saved(place);
  const step = desk.stepFor(first);
  await expect(desk.attempt(step, killedAfter(desk.gateway, 'chargeCard'))).rejects.toThrow(WorkerKilled);
  const misuse = new ProviderMisuse('the key is wrong', { code: null, param: null, requestId: null });
  const wrong = { ...desk.gateway, chargeCard: () => Promise.reject(misuse) };
  await expect(desk.attempt(step, wrong)).rejects.toThrow('the key is wrong');
  desk.learn(step, { kind: 'step_failed', message: 'the key is wrong' });
  expect(() => desk.stepFor(second)).toThrow('refuse');
  expect((await desk.handle(first)).kind).toBe('shipment_charged');
  expect(await desk.requests(CREATE)).toBe(1);
  expect((await desk.record()).amounts.captured).toBe(2300);
});

test('free goods are charged to nobody, and settle at once', async () => {
  const [line] = newOrder().lines;
  if (line === undefined) throw new Error('the example has lines');
  const free = { ...line, lineId: '2', unitPrice: 0, taxAmount: 0 };
  const stripeless = await CardDesk.saved(place);
  const desk = new CardDesk(
    place,
    {
      ...newOrder(),
      orderId: `${stripeless.orderId}-free`,
      payment: stripeless.order.payment,
      policy: stripeless.order.policy,
      lines: [line, free],
      shipping: { ...newOrder().shipping, amount: 0 },
    },
    stripeless.stripe,
  );
  await desk.authorize();
  expect(await desk.handle(second)).toMatchObject({ kind: 'shipment_charged', chargeId: null });
  expect((await desk.record()).shipments).toMatchObject([
    { status: 'settled', amount: 0, capture: { paymentIntentId: null } },
  ]);
  expect(await desk.handle(first)).toMatchObject({ ended: { released: 0 } });
  expect(await desk.requests(CREATE)).toBe(1);
  expect(await desk.discrepancies()).toEqual([]);
});

test('a settlement that nobody told of is due after an hour', async () => {
  const desk = await CardDesk.saved(place);
  await desk.ship('A', '1:1');
  const row = await place.database
    .selectFrom('captures')
    .select(['captured_at', 'settlement_due_at'])
    .where('order_id', '=', desk.orderId)
    .executeTakeFirstOrThrow();
  const [at, due] = [row.captured_at, row.settlement_due_at].map((instant) => Date.parse(instant ?? ''));
  expect(((due ?? 0) - (at ?? 0)) / 1000).toBe(SETTLEMENT_READ_AFTER_SECONDS);
});
