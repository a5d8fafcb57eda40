import { refundKey } from '../../domain/provider/idempotency-key';
import { money } from '../../domain/money/money';
import type { RefundRequest } from '../../domain/provider/refund-gateway';
import { failing, json, openScriptedStripe } from '../testing/scripted-stripe';
import { shipmentOf, openStripeShop } from '../testing/stripe-shop';

const REFUNDS = '/v1/refunds';

function request(chargeId: string, given: Partial<RefundRequest> = {}): RefundRequest {
  return {
    ref: { orderId: '1042', refundId: 'R1', part: 1 },
    idempotencyKey: refundKey('1042', 'R1', 1, 1),
    chargeId,
    amount: money(2300, 'usd'),
    reason: 'arrived broken',
    ...given,
  };
}

describe('refunds at the emulator', () => {
  const shop = openStripeShop();

  async function captured(paymentMethod = 'pm_card_visa'): Promise<string> {
    const hold = await shop.authorized({ paymentMethod });
    await shop.gateway.capture(shipmentOf(hold, 'A'));
    return hold.charge?.chargeId ?? '';
  }

  test('a refund says whose it is, and is read and found by that', async () => {
    const chargeId = await captured();
    const asked = request(chargeId);
    const answer = await shop.gateway.refund(asked);
    const refund = answer.kind === 'answered' ? answer.refund : undefined;
    expect(refund).toMatchObject({ status: 'succeeded', amount: 2300, failureReason: null });
    await expect(shop.gateway.readRefund(refund?.stripeRefundId ?? '')).resolves.toEqual(refund);
    await expect(shop.gateway.findRefund({ ref: asked.ref, chargeId })).resolves.toEqual(refund);
    await expect(shop.client.refunds.retrieve(refund?.stripeRefundId ?? '')).resolves.toMatchObject({
      charge: chargeId,
      reason: 'requested_by_customer',
      metadata: { holdfast_order_id: '1042', holdfast_refund_id: 'R1', holdfast_refund_part: '1' },
    });
  });

  test.each([{ orderId: '1043' }, { refundId: 'R2' }, { part: 2 }])('it is not found as %j', async (other) => {
    const chargeId = await captured();
    const asked = request(chargeId);
    await shop.gateway.refund(asked);
    await expect(shop.gateway.findRefund({ ref: { ...asked.ref, ...other }, chargeId })).resolves.toBeUndefined();
  });

  test.each(['duplicate', 'fraudulent'])('the word %s is told to Stripe', async (reason) => {
    const answer = await shop.gateway.refund(request(await captured(), { reason }));
    const id = answer.kind === 'answered' ? answer.refund.stripeRefundId : '';
    await expect(shop.client.refunds.retrieve(id)).resolves.toMatchObject({ reason });
  });

  test('more than there is, and what is gone already, are refused for good', async () => {
    const chargeId = await captured();
    await expect(shop.gateway.refund(request(chargeId, { amount: money(2301, 'usd') }))).resolves.toEqual({
      ...{ kind: 'refused', reason: 'exceeds_charge', code: 'amount_too_large' },
    });
    await shop.gateway.refund(request(chargeId, { idempotencyKey: 'all of it' }));
    await expect(shop.gateway.refund(request(chargeId, { idempotencyKey: 'again' }))).resolves.toEqual({
      ...{ kind: 'refused', reason: 'exceeds_charge', code: 'charge_already_refunded' },
    });
  });

  test('a lost answer can be found, and repeated without a second refund', async () => {
    const chargeId = await captured();
    const asked = request(chargeId);
    await shop.faultOnce(REFUNDS, { kind: 'commit_then_drop' });
    await expect(shop.gateway.refund(asked)).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      details: { status: null, notExecuted: false },
    });
    const found = await shop.gateway.findRefund({ ref: asked.ref, chargeId });
    expect(found).toMatchObject({ amount: 2300 });
    await expect(shop.gateway.refund(asked)).resolves.toEqual({ kind: 'answered', refund: found });
  });

  test.each([
    { card: 'pm_card_pendingRefund', first: 'pending', later: 'succeeded', failureReason: null },
    { card: 'pm_card_refundFail', first: 'succeeded', later: 'failed', failureReason: 'unknown' },
  ])('$card: $first, then $later', async ({ card, first, later, failureReason }) => {
    await shop.control('account', { settlement_delay_seconds: 3600 });
    const answer = await shop.gateway.refund(request(await captured(card)));
    const refund = answer.kind === 'answered' ? answer.refund : undefined;
    expect(refund?.status).toBe(first);
    await shop.advance(3601);
    await expect(shop.gateway.readRefund(refund?.stripeRefundId ?? '')).resolves.toMatchObject({
      ...{ status: later, failureReason },
    });
  });
});

describe('what no emulator answers', () => {
  const stripe = openScriptedStripe();

  const EMPTY = 'Insufficient funds in your Stripe balance to refund this amount.';
  const refund = { id: 're_1', object: 'refund', amount: 2300, status: 'succeeded' };

  test.each([
    { status: 'requires_action', is: 'pending' },
    { status: 'canceled', is: 'failed' },
  ])('$status is $is', async ({ status, is }) => {
    stripe.get = json(200, { ...refund, status });
    await expect(stripe.gateway.readRefund('re_1')).resolves.toMatchObject({ status: is });
  });

  test.each([{ amount: 0 }, { id: '' }])('an answer with %j is not made up', async (given) => {
    stripe.post = json(200, { ...refund, ...given });
    await expect(stripe.gateway.refund(request('ch_1'))).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  });

  test.each([
    { error: { code: 'charge_disputed' }, is: { kind: 'refused', reason: 'disputed', code: 'charge_disputed' } },
    { error: { code: 'refund_disputed_payment' }, is: { kind: 'refused', reason: 'disputed' } },
    { error: { param: 'amount' }, is: { kind: 'refused', reason: 'exceeds_charge' } },
    { error: { message: EMPTY }, is: { reason: 'short_of_balance', code: 'balance_insufficient' } },
    { error: { message: EMPTY, param: 'amount' }, is: { reason: 'short_of_balance', code: 'balance_insufficient' } },
    { error: { code: 'insufficient_funds' }, is: { reason: 'short_of_balance', code: 'insufficient_funds' } },
    { error: {}, is: { reason: 'other', code: 'not_refundable' } },
    { error: { code: 'charge_too_old' }, is: { reason: 'other', code: 'charge_too_old' } },
  ])('$error is a refusal', async ({ error, is }) => {
    stripe.post = failing(400, error);
    await expect(stripe.gateway.refund(request('ch_1'))).resolves.toMatchObject(is);
  });

  test.each([
    { code: 'parameter_invalid_integer', param: 'amount' },
    { code: 'resource_missing' },
    { param: 'reason' },
  ])('%j is our mistake', async (error) => {
    stripe.post = failing(400, error);
    await expect(stripe.gateway.refund(request('ch_1'))).rejects.toMatchObject({ name: 'ProviderMisuse' });
  });

  test('a refund is not called absent while the list goes on', async () => {
    stripe.get = json(200, { object: 'list', data: [{ ...refund, metadata: null }], has_more: true });
    const search = { ref: { orderId: '1042', refundId: 'R1', part: 1 }, chargeId: 'ch_1' };
    await expect(stripe.gateway.findRefund(search)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  });
});
