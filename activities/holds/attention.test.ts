import type { Fact } from '../../libs/domain/payment/facts';
import { CardDesk } from '../../test/setup/desks/card-desk';
import { shopKeepingCard } from '../../test/setup/desks/kept-card';
import { RefundDesk, refundCommand } from '../../test/setup/desks/refund-desk';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { shipping } from '../../test/examples/inputs';

/** Problems whose reason went away: Holdfast takes its call for a person back, and says so. */

const DAY = 24 * 3600;
const WRONG_KEY = {
  ...{ kind: 'error', status: 401, type: 'invalid_request_error', message: 'Invalid API Key provided', stored: false },
};

const place = openShopDatabase();

async function authorized(): Promise<OrderDesk> {
  const shop = new OrderDesk(place);
  await shop.control('account', { settlement_delay_seconds: null });
  await shop.authorize();
  return shop;
}

async function look(shop: OrderDesk): Promise<Fact> {
  const { authorization } = await shop.record();
  const names = { paymentIntentId: authorization?.paymentIntentId ?? null, chargeId: authorization?.chargeId ?? null };
  return shop.handle({
    kind: 'provider_event',
    event: { eventId: 'evt_1', type: 'charge.updated', about: 'settlement', ...names },
  });
}

async function attentions(orderId: string): Promise<object[]> {
  return place.database.selectFrom('attentions').selectAll().where('order_id', '=', orderId).execute();
}

test('overdue settlements: closed with the last of them, in every place that shows it', async () => {
  const shop = await authorized();
  await shop.control('account', { settlement_delay_seconds: 2 * DAY });
  await shop.handle(shipping('A', '1:1'));
  await shop.control('account', { settlement_delay_seconds: 3 * DAY });
  await shop.handle(shipping('B', '2:1'));
  shop.passHere(DAY + 1);
  await look(shop);
  expect(shop.payment.attention).toEqual(['settlement_overdue']);

  await shop.pass(2 * DAY + 1);
  expect(await look(shop)).toMatchObject({ captureIds: [`${shop.orderId}/A/1`], overdue: true });
  expect([shop.payment.attention, await attentions(shop.orderId)]).toMatchObject([
    ['settlement_overdue'],
    [{ closed_at: null }],
  ]);

  await shop.pass(DAY);
  expect(await look(shop)).toMatchObject({ overdue: false, closed: ['settlement_overdue'] });
  expect([shop.payment.attention, (await shop.record()).attention]).toEqual([[], []]);
  expect(await attentions(shop.orderId)).toMatchObject([
    {
      closed_by: 'holdfast',
      close_reason: 'every overdue capture has settled',
      closed_at: expect.any(String) as string,
    },
  ]);
  const story = await place.reader.readTimeline(shop.orderId);
  expect(story.find(({ kind }) => kind === 'attention_closed')?.message).toMatch(
    /^settlement_overdue: every overdue capture/,
  );
});

test('a mistake of ours: closed when the same step is done again', async () => {
  const shop = await authorized();
  await refuseOnce(shop, '/v1/payment_intents/*/capture');
  const step = shop.stepFor(shipping('A', '1:1'));
  await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderMisuse' });
  shop.learn(step, { kind: 'step_failed', message: 'as the workflow learns it' });
  expect(shop.payment.attention).toEqual(['provider_misuse']);

  // A step of another kind proves nothing.
  const cancellation = { cancellationId: 'c', reason: 'r', contentHash: 'c', requestId: 'r' };
  await shop.handle({ kind: 'cancel_lines', cancellation: { ...cancellation, lines: [{ lineId: '2', quantity: 1 }] } });
  expect(shop.payment.attention).toEqual(['provider_misuse']);

  // Line 2 is gone, so A is the last shipment now: under the next key.
  await shop.handle(shipping('A', '1:1'));
  const again = shop.stepFor(shipping('A', '1:1'));
  const fact = await shop.attempt(again);
  expect(fact).toMatchObject({ kind: 'shipment_captured', closed: ['provider_misuse'] });
  // The worker died before it could report: the next one says the same.
  expect(await shop.attempt(again)).toEqual(fact);
  shop.learn(again, fact);
  expect(await shop.discrepancies()).toEqual([]);
  expect(await attentions(shop.orderId)).toMatchObject([
    { close_reason: 'capture succeeded: the requests are accepted again' },
  ]);
});

test('a second mistake in another step: only the end of that one closes the call', async () => {
  const desk = await RefundDesk.open(place);
  const { shop } = desk;
  await refuseOnce(shop, '/v1/refunds');
  await expect(desk.request(refundCommand('r', { amount: 100 }))).rejects.toMatchObject({ type: 'ProviderMisuse' });
  await refuseOnce(shop, '/v1/payment_intents/*/capture');
  await expect(shop.attempt(shop.stepFor(shipping('B', '2:1')))).rejects.toMatchObject({ type: 'ProviderMisuse' });
  await desk.request(refundCommand('r', { amount: 100 }));
  expect(await desk.attention()).toEqual(['provider_misuse']);
  await shop.attempt(shop.stepFor(shipping('B', '2:1')));
  expect(await desk.attention()).toEqual([]);
});

test('a mistake of ours in a capture: closed by whoever finds out what became of it', async () => {
  const shop = await authorized();
  await refuseOnce(shop, '/v1/payment_intents/*/capture');
  const step = shop.stepFor(shipping('A', '1:1'));
  await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderMisuse' });
  shop.passHere(31);
  expect(await shop.resolve(step)).toMatchObject({ kind: 'capture_refused', closed: ['provider_misuse'] });
  expect((await shop.record()).attention).toEqual([]);
});

test('a mistake of ours in a charge: likewise', async () => {
  const desk = await CardDesk.saved(place);
  await refuseOnce(desk, '/v1/payment_intents');
  const step = desk.stepFor(shipping('A', '1:1'));
  await expect(desk.attempt(step)).rejects.toMatchObject({ type: 'ProviderMisuse' });
  desk.passHere(31);
  expect(await desk.resolve(step)).toMatchObject({ kind: 'capture_refused', closed: ['provider_misuse'] });
  expect((await desk.record()).attention).toEqual([]);
});

test('a mistake of ours in a renewal: likewise, and only the renewal is told of', async () => {
  const shop = await shopKeepingCard(place);
  await shop.authorize();
  await shop.pass(6.6 * DAY);
  await refuseOnce(shop, '/v1/payment_intents');
  const step = shop.stepFor({ kind: 'deadline' });
  await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderMisuse' });
  shop.passHere(31);
  expect(await shop.resolveRenewal(step)).toMatchObject({ kind: 'renewal_refused', closed: ['provider_misuse'] });
  expect((await shop.record()).attention.map(({ code }) => code)).toEqual(['reauthorization_failed']);
});

test('a refund that was overdue: closed when it comes to its end', async () => {
  const desk = await RefundDesk.open(place, 'pm_card_pendingRefund');
  await desk.request(refundCommand('r', { shipmentId: 'A' }));
  desk.shop.passHere(31 * DAY);
  await desk.read('r');
  expect(await desk.attention()).toEqual(['refund_overdue']);
  await desk.shop.pass(DAY);
  expect(await desk.read('r')).toMatchObject({ status: 'succeeded' });
  expect(await desk.attention()).toEqual([]);
  expect(await desk.shop.timeline()).toContain('attention_closed');
});

async function refuseOnce(shop: OrderDesk, path: string): Promise<void> {
  await shop.control('faults', { match: { method: 'POST', path, nth: 1, times: 1 }, effect: WRONG_KEY });
}
