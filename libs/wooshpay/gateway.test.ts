import type { WooshPayEmulator } from '../../apps/wooshpay-emulator/src/server';
import { money } from '../domain/money/money';
import { ProviderMisuse, ProviderUnavailable } from '../domain/provider/payment-gateway';
import type { NextAction } from '../domain/provider/payment-intent-reading';
import {
  orderAtWooshPay,
  REF_AT_WOOSHPAY,
  shipmentAtWooshPay,
  ShopAtWooshPay,
  startLocalWooshPay,
} from './shop-at-wooshpay-under-test';

const DAY = 24 * 60 * 60;
const EVER = { from: '2020-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' };

let emulator: WooshPayEmulator;
beforeAll(async () => {
  emulator = await startLocalWooshPay();
});
afterAll(async () => {
  await emulator.close();
});

const openShop = (): ShopAtWooshPay => new ShopAtWooshPay(emulator.url);

function pageOf(action: NextAction | null): string {
  if (action?.type !== 'redirect_to_url') throw new Error(`No page: ${JSON.stringify(action)}`);
  return action.url;
}

async function buyerAnswers(action: NextAction | null, outcome: 'complete' | 'fail'): Promise<void> {
  await fetch(pageOf(action), { method: 'POST', body: new URLSearchParams({ outcome }), redirect: 'manual' });
}

describe('a hold at WooshPay', () => {
  test('allows one capture and nothing more, until about seven days after it was made', async () => {
    const { charge, paymentIntentId, status, amountCapturable, ended } = await openShop().held();
    expect([status, amountCapturable, ended, charge?.chargeId]).toEqual([
      'requires_capture',
      4600,
      null,
      paymentIntentId,
    ]);
    expect(charge?.capabilities).toEqual({
      multicapture: false,
      overcapture: false,
      incrementalAuthorization: false,
      extendedAuthorization: false,
      maximumCapturable: 4600,
    });
    const lasts = Date.parse(charge?.captureBefore ?? '') - Date.parse(charge?.authorizedAt ?? '');
    expect(lasts).toBe(7 * DAY * 1000);
  });

  test('reads the same whichever way WooshPay writes times, currencies, empty fields and errors', async () => {
    const shop = openShop();
    await shop.control('account', {
      times: 'seconds',
      currency_case: 'lower',
      empty_fields: 'null',
      error_place: 'top',
    });
    const hold = await shop.held();
    expect(hold).toMatchObject({ status: 'requires_capture', amountCapturable: 4600, lastError: null });
    expect(Math.abs(Date.parse(hold.charge?.authorizedAt ?? '') - Date.now())).toBeLessThan(60_000);
    const captured = await shop.gateway.capture(shipmentAtWooshPay(hold, 4601));
    expect(captured).toMatchObject({ kind: 'refused', reason: 'amount_too_large' });
  });

  test('stays open for another card when it is declined', async () => {
    const shop = openShop();
    const hold = await shop.held({ paymentMethod: 'pm_card_chargeDeclinedInsufficientFunds' });
    expect(hold).toMatchObject({
      status: 'requires_payment_method',
      lastError: { code: 'card_declined', declineCode: 'insufficient_funds' },
      charge: null,
    });
    const answer = await shop.gateway.confirm({
      idempotencyKey: 'order/1042/confirm/1/1',
      paymentIntentId: hold.paymentIntentId,
      paymentMethod: 'pm_card_visa',
      features: null,
      returnUrl: null,
    });
    expect(answer).toMatchObject({ kind: 'answered', hold: { status: 'requires_capture' } });
  });

  test('is refused with a payment method that nobody knows', async () => {
    const answer = await openShop().gateway.authorize(orderAtWooshPay({ paymentMethod: 'pm_0' }));
    expect(answer).toMatchObject({ kind: 'refused', error: { code: 'resource_missing' } });
  });

  test('waits for the browser without a payment method', async () => {
    const hold = await openShop().held({ paymentMethod: null });
    expect(hold).toMatchObject({ status: 'requires_payment_method', charge: null });
    expect(hold.clientSecret).toContain(hold.paymentIntentId);
  });

  test.each(['pm_card_threeDSecureRequired', 'pm_card_threeDSecureDdc'])(
    'sends the buyer of %s to a page',
    async (paymentMethod) => {
      const shop = openShop();
      let hold = await shop.held({ paymentMethod, returnUrl: 'https://shop.example/done' });
      while (hold.status === 'requires_action') {
        await buyerAnswers(hold.nextAction, 'complete');
        hold = await shop.gateway.readHold(hold.paymentIntentId);
      }
      expect(hold).toMatchObject({ status: 'requires_capture', amountCapturable: 4600 });
    },
  );

  test('says why when its buyer fails at the bank', async () => {
    const shop = openShop();
    const { nextAction, paymentIntentId } = await shop.held({ paymentMethod: 'pm_card_threeDSecureRequired' });
    await buyerAnswers(nextAction, 'fail');
    expect(await shop.gateway.readHold(paymentIntentId)).toMatchObject({
      status: 'requires_payment_method',
      lastError: { code: 'authentication_failed' },
    });
  });

  test('ends when the settings say it does, where an account is set otherwise', async () => {
    const { charge } = await new ShopAtWooshPay(emulator.url, 3 * DAY).held();
    const lasts = Date.parse(charge?.captureBefore ?? '') - Date.parse(charge?.authorizedAt ?? '');
    expect(lasts).toBe(3 * DAY * 1000);
  });

  test('is expired when it runs out, and released when it is given up', async () => {
    const shop = openShop();
    const [lost, early, given] = [
      await shop.held({ idempotencyKey: 'a' }),
      await shop.held({ idempotencyKey: 'b', paymentMethod: 'pm_card_holdExpiresEarly' }),
      await shop.held({ idempotencyKey: 'c' }),
    ];
    const release = { orderId: '1042', idempotencyKey: 'r', paymentIntentId: given.paymentIntentId } as const;
    expect(await shop.gateway.release({ ...release, how: 'cancel' })).toMatchObject({
      kind: 'released',
      hold: { ended: 'released', amountCapturable: 0 },
    });
    await shop.advance(DAY + 60);
    expect((await shop.gateway.readHold(early.paymentIntentId)).ended).toBe('expired');
    expect((await shop.gateway.readHold(lost.paymentIntentId)).ended).toBeNull();
    await shop.advance(7 * DAY);
    expect((await shop.gateway.readHold(lost.paymentIntentId)).ended).toBe('expired');
    const again = { ...release, idempotencyKey: 'r2', paymentIntentId: lost.paymentIntentId, how: 'cancel' as const };
    expect(await shop.gateway.release(again)).toMatchObject({ kind: 'already_ended', hold: { ended: 'expired' } });
  });

  test('is never incremented', async () => {
    const shop = openShop();
    const { paymentIntentId } = await shop.held();
    const request = { idempotencyKey: 'i', paymentIntentId, amount: money(5000, 'usd'), amountDetails: null };
    expect(await shop.gateway.increment(request)).toMatchObject({ kind: 'refused', reason: 'not_possible' });
  });
});

describe('a capture at WooshPay', () => {
  test('takes its part, ends the hold and names its shipment', async () => {
    const shop = openShop();
    const hold = await shop.held();
    const answer = await shop.gateway.capture(shipmentAtWooshPay(hold, 2300));
    expect(answer).toMatchObject({
      kind: 'captured',
      hold: {
        status: 'succeeded',
        amountReceived: 2300,
        amountCapturable: 0,
        ended: 'captured',
        lastCapture: { shipmentId: 's1', generation: 1 },
      },
    });
    expect(await shop.gateway.readSettlements(hold.paymentIntentId)).toEqual({ settlements: [], settled: true });
  });

  test('is never asked for unless it is the last', async () => {
    const shop = openShop();
    const hold = await shop.held();
    const capture = shop.gateway.capture(shipmentAtWooshPay(hold, 2300, { final: false }));
    await expect(capture).rejects.toThrow(ProviderMisuse);
    expect((await shop.gateway.readHold(hold.paymentIntentId)).amountReceived).toBe(0);
  });

  test('is refused after that of another shipment, and leaves the name of the first', async () => {
    const shop = openShop();
    const hold = await shop.held();
    await shop.gateway.capture(shipmentAtWooshPay(hold, 2300));
    const second = { ref: { shipmentId: 's2', generation: 1 }, idempotencyKey: 'second' };
    expect(await shop.gateway.capture(shipmentAtWooshPay(hold, 2300, second))).toMatchObject({
      kind: 'refused',
      reason: 'hold_gone',
      hold: { amountReceived: 2300, lastCapture: { shipmentId: 's1' } },
    });
  });

  test('takes its amount once when its answer is lost and it is repeated under its key', async () => {
    const shop = openShop();
    const hold = await shop.held();
    await shop.faultOnce('/v1/payment_intents/*/capture', { kind: 'commit_then_drop' });
    const request = shipmentAtWooshPay(hold, 2300);
    await expect(shop.gateway.capture(request)).rejects.toThrow(ProviderUnavailable);
    expect(await shop.gateway.capture(request)).toMatchObject({ kind: 'captured', hold: { amountReceived: 2300 } });
  });

  test('names no shipment as paid when it was lost before the work', async () => {
    const shop = openShop();
    const hold = await shop.held();
    await shop.faultOnce('/v1/payment_intents/*/capture', { kind: 'drop_before_commit' });
    await expect(shop.gateway.capture(shipmentAtWooshPay(hold, 2300))).rejects.toThrow(ProviderUnavailable);
    expect(await shop.gateway.readHold(hold.paymentIntentId)).toMatchObject({ amountReceived: 0, lastCapture: null });
  });

  test('shows in its reading when WooshPay keeps the rest, against its word', async () => {
    const shop = openShop();
    await shop.control('account', { rest_after_capture: 'kept' });
    const hold = await shop.held();
    const answer = await shop.gateway.capture(shipmentAtWooshPay(hold, 2300));
    expect(answer).toMatchObject({ kind: 'captured', hold: { ended: null, amountCapturable: 2300 } });
    const rest = { orderId: '1042', idempotencyKey: 'x', paymentIntentId: hold.paymentIntentId } as const;
    await expect(shop.gateway.release({ ...rest, how: 'zero_final_capture' })).rejects.toThrow(ProviderMisuse);
  });
});

describe('a lost answer to a hold', () => {
  test('is found by its metadata', async () => {
    const shop = openShop();
    await shop.faultOnce('/v1/payment_intents', { kind: 'commit_then_drop' });
    await expect(shop.held()).rejects.toThrow(ProviderUnavailable);
    const search = { ref: REF_AT_WOOSHPAY, between: EVER };
    const found = await shop.gateway.findHold(search);
    expect(found).toMatchObject({ status: 'requires_payment_method', amount: 4600 });
    expect(await shop.gateway.findOpenHolds(search)).toEqual([found?.paymentIntentId]);
    const stranger = { ...search, ref: { ...REF_AT_WOOSHPAY, orderId: '1043' } };
    expect(await shop.gateway.findHold(stranger)).toBeUndefined();
  });

  test('is the same hold when the call is repeated', async () => {
    const shop = openShop();
    await shop.faultOnce('/v1/payment_intents/*/confirm', { kind: 'commit_then_drop' });
    await expect(shop.held()).rejects.toThrow(ProviderUnavailable);
    const hold = await shop.held();
    expect(hold).toMatchObject({ status: 'requires_capture' });
    expect(await shop.gateway.findOpenHolds({ ref: REF_AT_WOOSHPAY, between: EVER })).toEqual([hold.paymentIntentId]);
  });
});

describe('a refund at WooshPay', () => {
  test('gives back a part of what was captured', async () => {
    const shop = openShop();
    const hold = await shop.held();
    await shop.gateway.capture(shipmentAtWooshPay(hold, 2300));
    const request = {
      ref: { orderId: '1042', refundId: 'r1', part: 1 },
      idempotencyKey: 'refund',
      chargeId: hold.paymentIntentId,
      amount: money(1000, 'usd'),
      reason: 'too small',
    };
    const answer = await shop.gateway.refund(request);
    expect(answer).toMatchObject({ kind: 'answered', refund: { status: 'succeeded', amount: 1000, settlement: null } });
    const too = { ...request, idempotencyKey: 'more', amount: money(1301, 'usd') };
    expect(await shop.gateway.refund(too)).toMatchObject({ kind: 'refused', reason: 'exceeds_charge' });
    if (answer.kind !== 'answered') throw new Error('refused');
    expect(await shop.gateway.readRefund(answer.refund.stripeRefundId)).toEqual(answer.refund);
  });

  test('says why when it failed later', async () => {
    const shop = openShop();
    const hold = await shop.held({ paymentMethod: 'pm_card_refundFail', captures: 'at_once' });
    const answer = await shop.gateway.refund({
      ref: { orderId: '1042', refundId: 'r1', part: 1 },
      idempotencyKey: 'refund',
      chargeId: hold.paymentIntentId,
      amount: money(1000, 'usd'),
      reason: 'duplicate',
    });
    if (answer.kind !== 'answered') throw new Error('refused');
    await shop.advance(60);
    expect(await shop.gateway.readRefund(answer.refund.stripeRefundId)).toMatchObject({
      status: 'failed',
      failureReason: 'expired_or_canceled_card',
    });
  });

  test('is never said to be absent: there is no list to find it in', async () => {
    const search = { ref: { orderId: '1042', refundId: 'r1', part: 1 }, chargeId: 'pi_1' };
    await expect(openShop().gateway.findRefund(search)).rejects.toThrow(/no list of refunds.*refund r1 of order 1042/);
  });
});
