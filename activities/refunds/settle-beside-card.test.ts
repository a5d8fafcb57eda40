import type { WholeGateway } from '../../libs/domain/provider/card-gateway';
import { DEADLINE } from '../../test/examples/inputs';
import { newOrder } from '../../test/examples/orders';
import { RefundDesk, refundCommand } from '../../test/setup/desks/refund-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { killedAfter, WorkerKilled } from '../../test/setup/killed-worker';

/** Parts of a refund that give nothing to the card, beside one that does. */

const REFUNDS = '/v1/refunds';
const GIFT = { creditId: 'gift', amount: 1800, description: null };
const DEPOSIT = { creditId: 'deposit', amount: 500, description: null };
const BOTH = ['1', '2'].map((lineId) => ({ lineId, quantity: 1 }));

const place = openShopDatabase();

/** Half of each shipment is paid by credits, each has a charge of its own, and the card has all back of the second. */
async function exhausted(): Promise<RefundDesk> {
  const paymentMethod = 'pm_card_credit_disableEnterpriseCardFeatures';
  const payment = { ...newOrder().payment, paymentMethod, saveForLater: true };
  const desk = await RefundDesk.open(place, paymentMethod, { payment, credits: [GIFT, DEPOSIT] });
  await desk.shop.handle(DEADLINE);
  await desk.shop.ship('B', '2:1');
  expect(await desk.request(refundCommand('goodwill', { amount: 1150 }))).toMatchObject({ status: 'succeeded' });
  return desk;
}

async function returned(desk: RefundDesk): Promise<number[]> {
  return (await desk.shop.record()).credits.map((credit) => credit.returned);
}

test('its units and credits go back once the card has its part, and each charge keeps to its own', async () => {
  const desk = await exhausted();
  const fact = await desk.request(refundCommand('r', { lines: BOTH }));
  expect(fact).toMatchObject({ status: 'succeeded', amount: 1150, credited: 2300 });
  expect((await desk.record('r')).parts).toMatchObject([
    { state: 'succeeded', amount: 1150, stripeRefundId: expect.stringMatching(/^re_/) as string },
    { state: 'succeeded', amount: 0, stripeRefundId: null },
  ]);
  expect(await returned(desk)).toEqual([1800, 500]);
  expect([await desk.balance('refunds_credits'), await desk.shop.requests(REFUNDS)]).toEqual([2300, 2]);
  expect(await desk.shop.discrepancies()).toEqual([]);
});

test('Stripe refuses the part of the card: nothing went back, and it can be sent again', async () => {
  const desk = await exhausted();
  const effect = {
    ...{ kind: 'error', status: 400, type: 'invalid_request_error', code: 'balance_insufficient', stored: true },
    message: 'insufficient funds',
  };
  await desk.shop.control('faults', { match: { method: 'POST', path: REFUNDS, nth: 1, times: 1 }, effect });
  expect(await desk.request(refundCommand('r', { lines: BOTH }))).toMatchObject({ kind: 'refund_refused' });
  expect((await desk.record('r')).parts).toMatchObject([{ state: 'refused' }, { state: 'refused' }]);
  expect(await returned(desk)).toEqual([0, 0]);
  expect(await desk.request(refundCommand('r', { lines: BOTH }))).toMatchObject({ status: 'succeeded' });
  expect(await returned(desk)).toEqual([1800, 500]);
  expect(await desk.shop.discrepancies()).toEqual([]);
});

test('a worker that dies after the call leaves it to the next attempt, which finds out', async () => {
  const desk = await exhausted();
  const command = refundCommand('r', { lines: BOTH });
  await expect(desk.request(command, killedAfter(desk.shop.gateway, 'refund'))).rejects.toThrow(WorkerKilled);
  expect((await desk.record('r')).parts).toMatchObject([{ state: 'requested' }, { state: 'requested' }]);
  expect(await desk.request(command)).toMatchObject({ status: 'succeeded', credited: 2300 });
  expect(await desk.shop.requests(REFUNDS)).toBe(2);
  expect(await desk.shop.discrepancies()).toEqual([]);
});

test('the bank sends the money back: credits count as never returned, like the units', async () => {
  const desk = await exhausted();
  await desk.request(refundCommand('r', { lines: BOTH }));
  const { gateway } = desk.shop;
  const sentBack: WholeGateway = {
    ...gateway,
    readRefund: async (id) => ({ ...(await gateway.readRefund(id)), status: 'failed', failureReason: 'declined' }),
  };
  expect(await desk.read('r', null, sentBack)).toMatchObject({ status: 'failed' });
  expect((await desk.record('r')).parts).toMatchObject([{ state: 'failed' }, { state: 'failed' }]);
  expect(await returned(desk)).toEqual([0, 0]);
  expect([await desk.balance('refunds_credits'), await desk.attention()]).toEqual([0, ['refund_failed']]);
});
