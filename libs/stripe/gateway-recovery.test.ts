import { authorizeKey, captureKey } from '../domain/provider/idempotency-key';
import { money } from '../domain/money/money';
import { AUTHORIZATION, EVER, order, shipmentOf, openStripeShop } from './testing/stripe-shop';

/** What remains true when answers are lost, holds end and settlements keep us waiting. */
const shop = openStripeShop();

/** What `order` writes into the metadata. */
const OURS = {
  holdfast_deployment: 'test',
  holdfast_order_id: '1042',
  holdfast_authorization_generation: '1',
  holdfast_intended_at: AUTHORIZATION.intendedAt,
  holdfast_authorization_features: 'multicapture',
};

const WEEK = 7 * 24 * 60 * 60;

const CAPTURE = '/v1/payment_intents/*/capture';

describe('when things go wrong', () => {
  test('an answer that is lost can be read, and repeated without a second capture', async () => {
    const hold = await shop.authorized();
    await shop.faultOnce(CAPTURE, { kind: 'commit_then_drop' });
    await expect(shop.gateway.capture(shipmentOf(hold, 'A'))).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      details: { status: null, replayed: false, notExecuted: false },
    });
    await expect(shop.gateway.readHold(hold.paymentIntentId)).resolves.toMatchObject({
      amountReceived: 2300,
      lastCapture: { shipmentId: 'A', generation: 1 },
    });
    await expect(shop.gateway.capture(shipmentOf(hold, 'A'))).resolves.toMatchObject({
      hold: { amountReceived: 2300 },
    });
  });

  test('a request that is lost leaves no trace', async () => {
    const hold = await shop.authorized();
    await shop.faultOnce(CAPTURE, { kind: 'drop_before_commit' });
    await expect(shop.gateway.capture(shipmentOf(hold, 'A'))).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    await expect(shop.gateway.readHold(hold.paymentIntentId)).resolves.toMatchObject({
      amountReceived: 0,
      lastCapture: null,
    });
  });

  test('a failure that Stripe remembers is known by its replay', async () => {
    const hold = await shop.authorized();
    const failure = { status: 500, type: 'api_error', code: null, message: 'An unknown error occurred' };
    await shop.faultOnce(CAPTURE, { kind: 'error', ...failure, stored: true });
    const capture = shipmentOf(hold, 'A');
    await expect(shop.gateway.capture(capture)).rejects.toMatchObject({ details: { status: 500, replayed: false } });
    await expect(shop.gateway.capture(capture)).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      details: { status: 500, replayed: true, notExecuted: false },
    });
    const next = shipmentOf(hold, 'A', {
      ref: { shipmentId: 'A', generation: 2 },
      idempotencyKey: captureKey('1042', 'A', 2),
    });
    await expect(shop.gateway.capture(next)).resolves.toMatchObject({
      hold: { amountReceived: 2300, lastCapture: { shipmentId: 'A', generation: 2 } },
    });
  });

  test.each([{ kind: 'rate_limit', reason: 'endpoint-rate' }, { kind: 'lock_timeout' }])(
    '$kind was surely not executed',
    async (effect) => {
      const hold = await shop.authorized();
      await shop.faultOnce(CAPTURE, effect);
      await expect(shop.gateway.capture(shipmentOf(hold, 'A'))).rejects.toMatchObject({
        name: 'ProviderUnavailable',
        details: { status: 429, replayed: false, notExecuted: true },
      });
      await expect(shop.gateway.capture(shipmentOf(hold, 'A'))).resolves.toMatchObject({
        hold: { amountReceived: 2300 },
      });
    },
  );

  test('a hold whose answer is lost is found by order and generation', async () => {
    const search = { ref: AUTHORIZATION, between: EVER };
    await shop.authorized({ ref: { ...AUTHORIZATION, generation: 2 }, idempotencyKey: authorizeKey('1042', 2) });
    await shop.authorized({ ref: { ...AUTHORIZATION, orderId: '1043' }, idempotencyKey: authorizeKey('1043', 1) });
    await expect(shop.gateway.findHold(search)).resolves.toBeUndefined();
    await shop.faultOnce('/v1/payment_intents', { kind: 'commit_then_drop' });
    await expect(shop.gateway.authorize(order())).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    const found = await shop.gateway.findHold(search);
    expect(found).toMatchObject({ status: 'requires_capture', amount: 4600 });
    expect(found?.charge).not.toBeNull();
  });

  test('only what a tier placed is found for it; what lives of all of them can be listed', async () => {
    const search = { ref: AUTHORIZATION, between: EVER };
    const refused = await shop.authorized({ tier: 'all', paymentMethod: null });
    const placed = await shop.authorized({ tier: 'plain', features: [], idempotencyKey: 'another key' });
    await expect(shop.gateway.findHold({ ...search, tiers: ['plain'] })).resolves.toEqual(placed);
    await expect(shop.gateway.findHold({ ...search, tiers: ['multicapture'] })).resolves.toBeUndefined();
    await expect(shop.gateway.findOpenHolds({ ...search, tiers: ['all', 'multicapture'] })).resolves.toEqual([
      refused.paymentIntentId,
    ]);
    await shop.released(refused, 'cancel');
    await expect(shop.gateway.findOpenHolds(search)).resolves.toEqual([placed.paymentIntentId]);
  });

  const theirs = {
    'of another deployment': { holdfast_deployment: 'another' },
    'of another program': { holdfast_deployment: '' },
    'of another order': { holdfast_order_id: '1043' },
  };

  test.each(Object.entries(theirs))('one %s is never found, whatever its number', async (_whose, metadata) => {
    await shop.client.paymentIntents.create({
      amount: 4600,
      currency: 'usd',
      capture_method: 'manual',
      metadata: { ...OURS, ...metadata },
    });
    const search = { ref: AUTHORIZATION, between: EVER };
    await expect(shop.gateway.findHold(search)).resolves.toBeUndefined();
    await expect(shop.gateway.findOpenHolds(search)).resolves.toEqual([]);
  });

  test("one in our name that was written down at another time is another database's", async () => {
    const metadata = { ...OURS, holdfast_intended_at: '2026-11-22T16:00:00.001Z' };
    const { id } = await shop.client.paymentIntents.create({ amount: 4600, currency: 'usd', metadata });
    await expect(shop.gateway.findHold({ ref: AUTHORIZATION, between: EVER })).rejects.toMatchObject({
      name: 'NameTaken',
      message: expect.stringContaining(id) as string,
    });
  });

  test('one that was made at another time than asked about is not looked at', async () => {
    await shop.authorized();
    const between = { from: EVER.from, to: '2021-01-01T00:00:00.000Z' };
    await expect(shop.gateway.findHold({ ref: AUTHORIZATION, between })).resolves.toBeUndefined();
  });

  test("under a key that is new to us, Stripe's memory is of another database", async () => {
    await shop.authorized();
    await expect(shop.gateway.authorize(order({ firstUse: true }))).rejects.toMatchObject({ name: 'NameTaken' });
    const other = { ...AUTHORIZATION, intendedAt: '2026-11-22T16:00:00.001Z' };
    const asked = shop.gateway.authorize(order({ ref: other, firstUse: true }));
    await expect(asked).rejects.toMatchObject({ name: 'NameTaken' });
    expect((await shop.client.paymentIntents.list()).data).toHaveLength(1);
  });

  test('a canceled hold is found too, after any that lives', async () => {
    const search = { ref: AUTHORIZATION, between: EVER };
    const live = await shop.authorized();
    const canceled = await shop.authorized({ idempotencyKey: 'another key' });
    await shop.released(canceled, 'cancel');
    await expect(shop.gateway.findHold(search)).resolves.toMatchObject({ paymentIntentId: live.paymentIntentId });
    await shop.released(live, 'cancel');
    await expect(shop.gateway.findHold(search)).resolves.toMatchObject({ status: 'canceled', ended: 'released' });
  });
});

describe('release', () => {
  test('cancels an untouched hold', async () => {
    await expect(shop.released(await shop.authorized(), 'cancel')).resolves.toMatchObject({
      kind: 'released',
      hold: { status: 'canceled', amountCapturable: 0, ended: 'released' },
    });
  });

  test('after a capture closes it with a final capture of nothing', async () => {
    const hold = await shop.authorized();
    await shop.gateway.capture(shipmentOf(hold, 'A'));
    await expect(shop.released(hold, 'zero_final_capture')).resolves.toMatchObject({
      kind: 'released',
      hold: { status: 'succeeded', amountReceived: 2300, amountCapturable: 0, ended: 'released' },
    });
  });

  test('by cancel after a capture is our fault, and nothing happens', async () => {
    const hold = await shop.authorized();
    await shop.gateway.capture(shipmentOf(hold, 'A'));
    await expect(shop.released(hold, 'cancel')).rejects.toMatchObject({ name: 'ProviderMisuse' });
    await expect(shop.gateway.readHold(hold.paymentIntentId)).resolves.toMatchObject({
      amountCapturable: 2300,
      ended: null,
    });
  });

  test('says of a hold that it ran out', async () => {
    const hold = await shop.authorized();
    await shop.advance(WEEK + 60);
    await expect(shop.released(hold, 'cancel')).resolves.toMatchObject({
      kind: 'already_ended',
      hold: { status: 'canceled', ended: 'expired' },
    });
  });
});

test('settlements come later, one for each capture, oldest first', async () => {
  await shop.control('account', { settlement_delay_seconds: 3600 });
  const hold = await shop.authorized();
  const chargeId = hold.charge?.chargeId ?? '';
  await shop.gateway.capture(shipmentOf(hold, 'A'));
  await expect(shop.gateway.readSettlements(chargeId)).resolves.toEqual({ settlements: [] });
  await shop.advance(3601);
  const [first] = (await shop.gateway.readSettlements(chargeId)).settlements;
  expect(first).toMatchObject({ amount: money(2300, 'usd'), exchangeRate: null });
  expect((first?.fee.amount ?? 0) + (first?.net.amount ?? 0)).toBe(2300);
  await shop.gateway.capture(shipmentOf(hold, 'B', { final: true }));
  await shop.advance(3601);
  const both = (await shop.gateway.readSettlements(chargeId)).settlements;
  expect(both).toHaveLength(2);
  expect(both[0]).toEqual(first);
});
