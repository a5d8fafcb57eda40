import { confirmKey } from '../domain/provider/idempotency-key';
import { money } from '../domain/money/money';
import { details, mug, order, shipmentOf, openStripeShop } from './testing/stripe-shop';

/** The gateway against a local Stripe, over HTTP; each test has an account of its own. */
const shop = openStripeShop();

const WEEK = 7 * 24 * 60 * 60;

describe('authorize', () => {
  test('holds the amount and tells the deadline and what the card can do', async () => {
    const hold = await shop.authorized();
    expect(hold).toMatchObject({
      status: 'requires_capture',
      amount: 4600,
      amountCapturable: 4600,
      amountReceived: 0,
      nextAction: null,
      lastError: null,
      lastCapture: null,
      ended: null,
      charge: { capabilities: { multicapture: true, overcapture: false, maximumCapturable: 4600 } },
    });
    const { authorizedAt, captureBefore } = hold.charge ?? {};
    expect(Date.parse(captureBefore ?? '') - Date.parse(authorizedAt ?? '')).toBe(WEEK * 1000);
    await expect(shop.client.paymentIntents.retrieve(hold.paymentIntentId)).resolves.toMatchObject({
      metadata: { channel: 'web', holdfast_order_id: '1042', holdfast_authorization_generation: '1' },
      payment_details: { order_reference: '1042', customer_reference: 'C-7' },
      statement_descriptor_suffix: 'ORDER 1042',
    });
  });

  test('says when the card cannot be captured more than once', async () => {
    const hold = await shop.authorized({ paymentMethod: 'pm_card_credit_disableEnterpriseCardFeatures' });
    expect(hold.charge?.capabilities).toMatchObject({ multicapture: false });
  });

  test('answers a declined card with what stays open', async () => {
    await expect(
      shop.authorized({ paymentMethod: 'pm_card_visa_chargeDeclinedInsufficientFunds' }),
    ).resolves.toMatchObject({
      status: 'requires_payment_method',
      amountCapturable: 0,
      lastError: {
        code: 'card_declined',
        declineCode: 'insufficient_funds',
        message: 'Your card has insufficient funds.',
      },
      ended: null,
    });
  });

  test('without a payment method prepares one for the browser', async () => {
    const hold = await shop.authorized({ paymentMethod: null, returnUrl: 'https://shop.example/back' });
    expect(hold).toMatchObject({ status: 'requires_payment_method', nextAction: null, charge: null });
    expect(hold.clientSecret).toMatch(/_secret_/);
  });

  test('sends the buyer to 3-D Secure when there is a way back', async () => {
    const hold = await shop.authorized({
      paymentMethod: 'pm_card_threeDSecure2Required',
      returnUrl: 'https://shop.example/back',
    });
    expect(hold).toMatchObject({ status: 'requires_action', charge: null });
    expect(hold.nextAction).toEqual({ type: 'redirect_to_url', url: expect.stringMatching(/^http/) as string });
  });

  test('leaves 3-D Secure to Stripe.js when there is none', async () => {
    await expect(shop.authorized({ paymentMethod: 'pm_card_threeDSecure2Required' })).resolves.toMatchObject({
      status: 'requires_action',
      nextAction: { type: 'use_stripe_sdk' },
    });
  });

  test.each([{ paymentMethod: 'pm_unknown' }, { customer: 'cus_unknown' }])('refuses %j', async (given) => {
    await expect(shop.gateway.authorize(order(given))).resolves.toMatchObject({
      kind: 'refused',
      error: { code: 'resource_missing', message: 'The payment method or customer does not exist.' },
    });
  });

  test('holds for a known customer', async () => {
    const { id: customer } = await shop.client.customers.create();
    const { paymentIntentId } = await shop.authorized({ customer });
    await expect(shop.client.paymentIntents.retrieve(paymentIntentId)).resolves.toMatchObject({ customer });
  });

  test('with the same key and another order is our fault', async () => {
    await shop.authorized();
    await expect(shop.gateway.authorize(order({ amount: money(4700, 'usd') }))).rejects.toMatchObject({
      name: 'ProviderMisuse',
    });
  });
});

describe('confirm', () => {
  const declinedCard = 'pm_card_visa_chargeDeclinedInsufficientFunds';

  test('with another card places the hold that a declined one left open', async () => {
    const { paymentIntentId } = await shop.authorized({ paymentMethod: declinedCard });
    await expect(shop.confirmed(paymentIntentId)).resolves.toMatchObject({
      kind: 'answered',
      hold: {
        paymentIntentId,
        status: 'requires_capture',
        amountCapturable: 4600,
        lastError: null,
        charge: { capabilities: { multicapture: true } },
      },
    });
  });

  test('answers a card that is declined with the reason', async () => {
    const { paymentIntentId } = await shop.authorized({ paymentMethod: null });
    await expect(shop.confirmed(paymentIntentId, { paymentMethod: declinedCard })).resolves.toMatchObject({
      kind: 'answered',
      hold: { status: 'requires_payment_method', lastError: { declineCode: 'insufficient_funds' }, ended: null },
    });
  });

  test.each([
    { returnUrl: null, nextAction: { type: 'use_stripe_sdk' } },
    { returnUrl: 'https://shop.example/back', nextAction: { type: 'redirect_to_url' } },
  ])('asks for 3-D Secure with a way back $returnUrl, and takes another card instead', async (given) => {
    const { paymentIntentId } = await shop.authorized({ paymentMethod: null });
    const secure = { paymentMethod: 'pm_card_threeDSecure2Required', returnUrl: given.returnUrl };
    await expect(shop.confirmed(paymentIntentId, secure)).resolves.toMatchObject({
      kind: 'answered',
      hold: { status: 'requires_action', nextAction: given.nextAction },
    });
    const other = { idempotencyKey: confirmKey('1042', 1, 2) };
    await expect(shop.confirmed(paymentIntentId, other)).resolves.toMatchObject({
      hold: { status: 'requires_capture', nextAction: null },
    });
  });

  test('refuses a payment method that Stripe does not know, and the hold is what it was', async () => {
    const before = await shop.authorized({ paymentMethod: 'pm_card_threeDSecure2Required' });
    await expect(shop.confirmed(before.paymentIntentId, { paymentMethod: 'pm_unknown' })).resolves.toEqual({
      kind: 'refused',
      error: {
        code: 'resource_missing',
        declineCode: null,
        message: 'The payment method or customer does not exist.',
      },
    });
    await expect(shop.gateway.readHold(before.paymentIntentId)).resolves.toEqual(before);
  });

  test('says of a hold that it lives already, or is over', async () => {
    const { paymentIntentId, ...live } = await shop.authorized();
    await expect(shop.confirmed(paymentIntentId)).resolves.toEqual({
      kind: 'answered',
      hold: { paymentIntentId, ...live },
    });
    const canceled = await shop.authorized({ paymentMethod: null, idempotencyKey: 'another key' });
    await shop.released(canceled, 'cancel');
    const late = { idempotencyKey: confirmKey('1042', 2, 1) };
    await expect(shop.confirmed(canceled.paymentIntentId, late)).resolves.toMatchObject({
      kind: 'answered',
      hold: { status: 'canceled', ended: 'released' },
    });
  });
});

describe('capture', () => {
  test('takes two shipments, the second final, and Stripe adds their lines up', async () => {
    const hold = await shop.authorized();
    await expect(shop.gateway.capture(shipmentOf(hold, 'A'))).resolves.toMatchObject({
      kind: 'captured',
      hold: {
        status: 'requires_capture',
        amountReceived: 2300,
        amountCapturable: 2300,
        lastCapture: { shipmentId: 'A', generation: 1 },
        ended: null,
        charge: { chargeId: hold.charge?.chargeId },
      },
    });
    await expect(shop.gateway.capture(shipmentOf(hold, 'B', { final: true }))).resolves.toMatchObject({
      kind: 'captured',
      hold: { status: 'succeeded', amountReceived: 4600, amountCapturable: 0, ended: 'captured' },
    });
    const expand = ['amount_details.line_items'];
    await expect(shop.client.paymentIntents.retrieve(hold.paymentIntentId, { expand })).resolves.toMatchObject({
      amount: 4600,
      amount_received: 4600,
      amount_details: {
        tax: { total_tax_amount: 400 },
        shipping: { amount: 400 },
        discount_amount: 200,
        line_items: { data: [{ product_name: 'Mug' }, { product_name: 'Plate' }] },
      },
    });
  });

  test('on a hold that ran out is refused with what became of it', async () => {
    const hold = await shop.authorized();
    await shop.advance(WEEK + 60);
    await expect(shop.gateway.capture(shipmentOf(hold, 'A'))).resolves.toMatchObject({
      kind: 'refused',
      reason: 'hold_gone',
      hold: { status: 'canceled', amountReceived: 0, ended: 'expired' },
    });
  });

  test('shows a hold that ran out after a capture as expired', async () => {
    const hold = await shop.authorized();
    await shop.gateway.capture(shipmentOf(hold, 'A'));
    await shop.advance(WEEK + 60);
    await expect(shop.gateway.readHold(hold.paymentIntentId)).resolves.toMatchObject({
      status: 'succeeded',
      amountReceived: 2300,
      ended: 'expired',
    });
  });

  test('is refused when it asks for more than is held, and the hold lives', async () => {
    const hold = await shop.authorized();
    const tooMuch = shipmentOf(hold, 'A', {
      amount: money(5000, 'usd'),
      final: true,
      amountDetails: details([{ ...mug, unitCost: 4700 }], 200),
    });
    await expect(shop.gateway.capture(tooMuch)).resolves.toMatchObject({
      kind: 'refused',
      reason: 'amount_too_large',
      hold: { status: 'requires_capture', amountCapturable: 4600, ended: null },
    });
  });

  test('is our fault when its lines do not add up', async () => {
    const hold = await shop.authorized();
    await expect(shop.gateway.capture(shipmentOf(hold, 'A', { amount: money(2299, 'usd') }))).rejects.toMatchObject({
      name: 'ProviderMisuse',
      details: { code: 'amount_details_amount_mismatch' },
    });
  });
});
