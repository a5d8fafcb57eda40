import { applicationFeeRefunded } from '../../libs/domain/ledger/ledger';
import { money } from '../../libs/domain/money/money';
import { ConnectDesk, killedAfterReversal } from '../../test/setup/desks/connect-desk';
import { refundCommand } from '../../test/setup/desks/refund-desk';
import { killedAfter, killedBefore } from '../../test/setup/killed-worker';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';

const place = openShopDatabase();

const DAY = 24 * 60 * 60;
const REVERSALS = '/v1/transfers/*/reversals';
const FEE_REFUNDS = '/v1/application_fees/*/refunds';
const shipmentA = { shipmentId: 'A' };

test('units bring back exactly what was sent on and taken for them', async () => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 461 });
  await desk.shipAndSettle();
  expect(await desk.request(refundCommand('r', shipmentA))).toMatchObject({ status: 'succeeded', nextReadAt: null });
  expect(await desk.reversals('r')).toEqual(['transfer 2300 done', 'application_fee 231 done']);
  await desk.expectSound();
  expect(await desk.request(refundCommand('s', { shipmentId: 'B' }))).toMatchObject({ status: 'succeeded' });
  expect(await desk.reversals('s')).toEqual(['transfer 2300 done', 'application_fee 230 done']);
  const { connect } = await desk.shop.record();
  expect(connect).toMatchObject({
    transfersReversed: [{ amount: 4600 }],
    applicationFeesRefunded: [{ amount: 461 }],
  });
  expect(await desk.shop.timeline()).toEqual(expect.arrayContaining(['transfer_reversed', 'application_fee_refunded']));
  await desk.expectSound();
});

test('a shipment that was captured together with others brings back what is its own', async () => {
  const payment = { ...newOrder().payment, paymentMethod: 'pm_card_credit_disableEnterpriseCardFeatures' };
  const policy = { ...newOrder().policy, shippingAllocation: 'first_shipment' } as const;
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 }, { payment, policy });
  await desk.shipAndSettle();
  expect(await desk.request(refundCommand('s', { shipmentId: 'B' }))).toMatchObject({ status: 'succeeded' });
  expect(await desk.reversals('s')).toEqual(['transfer 2100 done', 'application_fee 210 done']);
  await desk.request(refundCommand('u', { shipmentId: 'A', lines: [{ lineId: '1', quantity: 1 }] }));
  expect(await desk.reversals('u')).toEqual(['transfer 2100 done', 'application_fee 210 done']);
  await desk.request(refundCommand('r', shipmentA));
  expect(await desk.reversals('r')).toEqual(['transfer 400 done', 'application_fee 40 done']);
  await desk.expectSound();
});

test('what was charged beside the units comes back with the shipment that names the capture', async () => {
  const payment = { ...newOrder().payment, paymentMethod: 'pm_card_credit_disableEnterpriseCardFeatures' };
  const policy = { ...newOrder().policy, shippingAllocation: 'first_shipment' } as const;
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 }, { payment, policy });
  await desk.shipAndSettle();
  expect(await desk.request(refundCommand('r', shipmentA))).toMatchObject({ status: 'succeeded' });
  expect(await desk.reversals('r')).toEqual(['transfer 2500 done', 'application_fee 250 done']);
  await desk.expectSound();
});

test('units that were captured for less bring back no more than was refunded for them', async () => {
  const desk = new ConnectDesk(place, {});
  await desk.shop.authorize();
  const lines = [{ lineId: '1', quantity: 1 }];
  const amountAdjustment = { amount: -300, reason: 'lighter' };
  await desk.shop.handle({ kind: 'capture_shipment', shipment: { ...shipmentOf('A', lines), amountAdjustment } });
  await desk.ship('B', '2');
  await desk.shop.pass(60);
  await desk.settle();
  expect(await desk.request(refundCommand('r', { lines }))).toMatchObject({ amount: 2000 });
  expect(await desk.reversals('r')).toEqual(['transfer 2000 done']);
  await desk.expectSound();
});

test('a refund while more can be captured is made, though Stripe itself would refuse it', async () => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 461 });
  await desk.shop.authorize();
  await desk.ship('A', '1');
  await desk.shop.pass(60);
  await desk.settle();
  await desk.request(refundCommand('r', { amount: 1000 }));
  expect(await desk.reversals('r')).toEqual(['transfer 1000 done', 'application_fee 100 done']);
  await desk.expectSound();
});

test('a refund before any settlement is made at once, its reversals when there is something', async () => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 });
  await desk.shipBoth();
  const fact = await desk.request(refundCommand('r', shipmentA));
  expect(fact).toMatchObject({ status: 'succeeded', nextReadAt: expect.stringMatching(/Z$/) as string });
  expect(await desk.reversals('r')).toEqual(['transfer 2300 requested', 'application_fee 230 requested']);
  await desk.shop.pass(60);
  expect(await desk.look('r')).toMatchObject({ status: 'succeeded', nextReadAt: null });
  expect(await desk.reversals('r')).toEqual(['transfer 2300 done', 'application_fee 230 done']);
  await desk.expectSound();
  await desk.settle();
  await desk.expectSound();
  expect((await desk.shop.record()).status).toBe('completed');
});

test('the transfer of a capture without a recorded outcome is taken for no other capture', async () => {
  const desk = new ConnectDesk(place, { transferAmount: 2301 });
  await desk.shop.authorize();
  await desk.ship('A', '1');
  const b = desk.shop.stepFor({
    kind: 'capture_shipment',
    shipment: shipmentOf('B', [{ lineId: '2', quantity: 1 }]),
  });
  await expect(desk.shop.attempt(b, killedAfter(desk.shop.gateway, 'capture'))).rejects.toThrow('after the call');
  await desk.shop.pass(60);
  await desk.request(refundCommand('r', shipmentA));
  expect(await desk.reversals('r')).toEqual(['transfer 1151 done']);
  desk.shop.learn(b, await desk.shop.attempt(b));
  await desk.settle();
  expect(await desk.attention()).toEqual([]);
  await desk.expectSound();
});

test('what is never sent on is given up after a month, and a person is called', async () => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 });
  await desk.stripe.account({ settlement_delay_seconds: null });
  await desk.shipBoth();
  await desk.request(refundCommand('r', shipmentA));
  expect(await desk.look('r')).toMatchObject({ nextReadAt: expect.stringMatching(/Z$/) as string });
  desk.shop.passHere(30 * DAY);
  expect(await desk.look('r')).toMatchObject({ nextReadAt: null });
  expect(await desk.reversals('r')).toEqual(['transfer 2300 refused', 'application_fee 230 refused']);
  expect(await desk.attention()).toEqual(['transfer_reversal_failed']);
});

test.each([1, 2])('killed after reversal %i: it is found, not made again', async (nth) => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 });
  await desk.shipAndSettle();
  const command = refundCommand('r', shipmentA);
  await expect(desk.request(command, killedAfterReversal(desk.shop.gateway, nth))).rejects.toThrow('after reversal');
  expect(await desk.request(command)).toMatchObject({ status: 'succeeded', nextReadAt: null });
  expect(await desk.reversals('r')).toEqual(['transfer 2300 done', 'application_fee 230 done']);
  expect([await desk.shop.requests(REVERSALS), await desk.shop.requests(FEE_REFUNDS)]).toEqual([1, 1]);
  await desk.expectSound();
});

test('killed before the first reversal, and long after: a forgotten key is not used again', async () => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 });
  await desk.shipAndSettle();
  const command = refundCommand('r', shipmentA);
  await expect(desk.request(command, killedBefore(desk.shop.gateway, 'reverseShare'))).rejects.toThrow('before');
  expect(await desk.reversals('r')).toEqual(['transfer 2300 requested', 'application_fee 230 requested']);
  await desk.shop.pass(2 * DAY);
  expect(await desk.look('r')).toMatchObject({ nextReadAt: null });
  const keys = (await desk.stripe.requests(REVERSALS)).map(({ idempotency_key }) => idempotency_key);
  expect(keys.filter((key) => key !== null)).toEqual([expect.stringMatching(/\/reversal\/1\/2$/)]);
  await desk.expectSound();
});

test('an answer that is lost leaves the refund made, and the reversal due', async () => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 });
  await desk.shipAndSettle();
  await desk.stripe.fault({ method: 'POST', path: REVERSALS }, { kind: 'commit_then_drop' });
  const fact = await desk.request(refundCommand('r', shipmentA));
  expect(fact).toMatchObject({ status: 'succeeded', nextReadAt: expect.stringMatching(/Z$/) as string });
  expect(await desk.reversals('r')).toEqual(['transfer 2300 unknown', 'application_fee 230 requested']);
  expect(await desk.look('r')).toMatchObject({ nextReadAt: null });
  expect(await desk.shop.requests(REVERSALS)).toBe(1);
  await desk.expectSound();
});

test('a stored failure of Stripe is not asked for under the same key again', async () => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 });
  await desk.shipAndSettle();
  const failure = { kind: 'error', status: 500, type: 'api_error', message: 'broken', stored: true };
  await desk.stripe.fault({ method: 'POST', path: FEE_REFUNDS }, failure);
  await desk.request(refundCommand('r', shipmentA));
  expect(await desk.reversals('r')).toEqual(['transfer 2300 done', 'application_fee 230 unknown']);
  await expect(desk.look('r')).rejects.toThrow('not available');
  expect(await desk.look('r')).toMatchObject({ nextReadAt: null });
  await desk.expectSound();
});

test('our own mistake: the refund stands, a person is called, and it goes on once it is mended', async () => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 });
  await desk.shipAndSettle();
  const wrong = { kind: 'error', status: 401, type: 'invalid_request_error', message: 'No such key', stored: false };
  await desk.stripe.fault({ method: 'POST', path: REVERSALS, times: 2 }, wrong);
  expect(await desk.request(refundCommand('r', shipmentA))).toMatchObject({ status: 'succeeded' });
  await expect(desk.look('r')).rejects.toThrow('Stripe refuses our request');
  expect(await desk.attention()).toEqual(['provider_misuse']);
  expect(await desk.look('r')).toMatchObject({ nextReadAt: null });
  await desk.expectSound();
});

test('a seller who has spent it: the refund stands, and a person is called', async () => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 });
  await desk.shipAndSettle();
  await desk.stripe.account({ connected_balance: 'short' });
  expect(await desk.request(refundCommand('r', shipmentA))).toMatchObject({ status: 'succeeded', nextReadAt: null });
  expect(await desk.reversals('r')).toEqual(['transfer 2300 refused', 'application_fee 230 done']);
  expect(await desk.attention()).toEqual(['transfer_reversal_failed']);
  const { reversals } = await desk.refund('r');
  expect(reversals[0]).toMatchObject({ errorCode: 'balance_insufficient', stripeReversalId: null });
  await desk.expectSound();
});

test('somebody reversed by hand: Stripe says no, and nothing is counted twice', async () => {
  const desk = new ConnectDesk(place, {});
  await desk.shipAndSettle();
  const { shipments } = await desk.shop.record();
  const stripeId = shipments[0]?.capture.transfer?.stripeId ?? '';
  await desk.shop.gateway.reverseShare({
    ref: { orderId: 'by hand', refundId: 'by hand', part: 1, reversal: 1 },
    idempotencyKey: 'by hand',
    kind: 'transfer',
    stripeId,
    amount: money(1, 'usd'),
  });
  await desk.request(refundCommand('r', shipmentA));
  expect(await desk.reversals('r')).toEqual(['transfer 2300 refused']);
  expect((await desk.refund('r')).reversals[0]?.errorCode).toBe('not_reversible');
});

test('a refund that fails later and is made again takes nothing a second time', async () => {
  const payment = { ...newOrder().payment, paymentMethod: 'pm_card_refundFail' };
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 }, { payment });
  await desk.shipAndSettle();
  await desk.stripe.account({ settlement_delay_seconds: 3600 });
  await desk.request(refundCommand('r', shipmentA));
  await desk.shop.pass(3601);
  expect(await desk.look('r')).toMatchObject({ status: 'failed' });
  await desk.request(refundCommand('again', shipmentA));
  expect(await desk.reversals('again')).toEqual([]);
  await desk.request(refundCommand('other', { shipmentId: 'B' }));
  expect(await desk.reversals('other')).toEqual(['transfer 2300 done', 'application_fee 230 done']);
  await desk.expectSound();
});

test('a refund that fails before anything could be reversed takes nothing', async () => {
  const payment = { ...newOrder().payment, paymentMethod: 'pm_card_refundFail' };
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 }, { payment });
  await desk.stripe.account({ settlement_delay_seconds: 7200 });
  await desk.shipBoth();
  await desk.stripe.account({ settlement_delay_seconds: 60 });
  await desk.request(refundCommand('r', shipmentA));
  await desk.shop.pass(61);
  expect(await desk.look('r')).toMatchObject({ status: 'failed', nextReadAt: null });
  expect(await desk.reversals('r')).toEqual(['transfer 2300 dropped', 'application_fee 230 dropped']);
  await desk.shop.pass(7200);
  await desk.settle();
  await desk.expectSound();
});

test('two refunds at once share what there is', async () => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 461 });
  await desk.shipAndSettle();
  await Promise.all(['a', 'b', 'c', 'd'].map((id) => desk.request(refundCommand(id, { amount: 1150 }))));
  const { connect } = await desk.shop.record();
  expect(connect).toMatchObject({
    transfersReversed: [{ amount: 4600 }],
    applicationFeesRefunded: [{ amount: 461 }],
  });
  await desk.expectSound();
});

test('transfers in another currency come back to the last unit of it', async () => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 461 });
  await desk.stripe.account({ settlement_currency: 'eur' });
  await desk.shipAndSettle();
  for (const [index, amount] of [333, 1250, 7, 3010].entries()) {
    await desk.request(refundCommand(`r${index.toString()}`, { amount }));
    await desk.expectSound();
  }
  const { connect } = await desk.shop.record();
  expect(connect?.transferred[0]?.currency).toBe('eur');
  expect([connect?.transfersReversed, connect?.applicationFeesRefunded]).toEqual([
    connect?.transferred,
    connect?.applicationFees,
  ]);
});

test('a share that goes back in more pieces than Stripe shows with it', async () => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 });
  await desk.shipAndSettle();
  for (let piece = 1; piece <= 12; piece += 1) {
    await desk.request(refundCommand(`r${piece.toString()}`, { amount: 100 }));
  }
  expect(await desk.reversals('r12')).toEqual(['transfer 100 done', 'application_fee 10 done']);
  await desk.expectSound();
});

test('the ledger names a reversal within its limits, whatever the ids', () => {
  const id = 'x'.repeat(64);
  const { sourceKey } = applicationFeeRefunded(`${id}/${id}/99/999`, { amount: money(1, 'usd'), inBalance: null });
  expect(sourceKey.length).toBeLessThanOrEqual(200);
});
