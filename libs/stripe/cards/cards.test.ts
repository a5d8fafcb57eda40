import { createCustomer } from '../../../test/setup/emulator';
import type { CardReading, ChargeRequest, SaveCardRequest } from '../../domain/provider/card-gateway';
import { authorizeKey, chargeKey, confirmKey, abandonKey } from '../../domain/provider/idempotency-key';
import { money } from '../../domain/money/money';
import { failing, json, openScriptedStripe } from '../testing/scripted-stripe';
import { EVER, details, mug, StripeShop } from '../testing/stripe-shop';

const ALWAYS_SECURE = 'pm_card_authenticationRequired';
const intendedAt = '2026-11-22T16:00:00.000Z';

describe('saved cards at the emulator', () => {
  const shop = new StripeShop();
  let customer: string;
  beforeAll(async () => {
    customer = await createCustomer(shop.stripe);
  });

  let orders = 0;
  function saving(given: Partial<SaveCardRequest> = {}): SaveCardRequest {
    orders += 1;
    const orderId = `card-${orders.toString()}`;
    return {
      ref: { orderId, generation: 1, intendedAt },
      idempotencyKey: authorizeKey(orderId, 1),
      customer,
      paymentMethod: 'pm_card_visa',
      returnUrl: null,
      metadata: { channel: 'web' },
      ...given,
    };
  }

  async function saved(given: Partial<SaveCardRequest> = {}): Promise<CardReading> {
    const answer = await shop.gateway.saveCard(saving(given));
    if (answer.kind === 'refused') throw new Error(answer.error.code);
    return answer.card;
  }

  function charging(paymentMethod: string, given: Partial<ChargeRequest> = {}): ChargeRequest {
    orders += 1;
    const orderId = `charge-${orders.toString()}`;
    return {
      ref: { orderId, generation: 2, intendedAt },
      priced: { shipmentId: 'A', generation: 1 },
      idempotencyKey: chargeKey(orderId, 'A', 1),
      card: { customer, paymentMethod },
      amount: money(2300, 'usd'),
      amountDetails: details([mug], 200),
      customerReference: 'C-7',
      statementDescriptorSuffix: 'ORDER 1042',
      metadata: { channel: 'web', holdfast_last_capture: 'forged' },
      ...given,
    };
  }

  test('a card is saved, found by its order, and read', async () => {
    const request = saving();
    const answer = await shop.gateway.saveCard(request);
    expect(answer).toMatchObject({ kind: 'answered', card: { status: 'succeeded', lastError: null } });
    const card = answer.kind === 'answered' ? answer.card : undefined;
    await expect(shop.gateway.findCard({ ref: request.ref, between: EVER })).resolves.toEqual(card);
    await expect(
      shop.gateway.findCard({ ref: { ...request.ref, orderId: 'nobody' }, between: EVER }),
    ).resolves.toBeUndefined();
    await expect(shop.gateway.saveCard(request)).resolves.toEqual(answer);
  });

  test('3-D Secure with a page, or in place; another card; and the end of it', async () => {
    const paged = await saved({ paymentMethod: ALWAYS_SECURE, returnUrl: 'https://shop.example/return' });
    expect(paged).toMatchObject({ status: 'requires_action', nextAction: { type: 'redirect_to_url' } });
    const placed = await saved({ paymentMethod: ALWAYS_SECURE });
    expect(placed.nextAction).toEqual({ type: 'use_stripe_sdk' });
    const { setupIntentId } = placed;
    const confirm = { setupIntentId, returnUrl: null };
    const another = { ...confirm, paymentMethod: 'pm_card_visa', idempotencyKey: confirmKey('c', 1, 1) };
    await expect(shop.gateway.confirmCard(another)).resolves.toMatchObject({ card: { status: 'succeeded' } });
    const late = { ...confirm, paymentMethod: 'pm_card_visa', idempotencyKey: confirmKey('c', 1, 2) };
    await expect(shop.gateway.confirmCard(late)).resolves.toMatchObject({ card: { status: 'succeeded' } });
    const giveUp = (id: string): Promise<CardReading> =>
      shop.gateway.cancelCard({ setupIntentId: id, idempotencyKey: abandonKey(id, 1, 1) });
    expect((await giveUp(setupIntentId)).status).toBe('succeeded');
    expect((await giveUp(paged.setupIntentId)).status).toBe('canceled');
  });

  test('a decline leaves the setup open; what Stripe does not know is refused', async () => {
    const declined = await saved({ paymentMethod: 'pm_card_chargeDeclined' });
    expect(declined).toMatchObject({ status: 'requires_payment_method', lastError: { code: 'card_declined' } });
    const unknown = await shop.gateway.saveCard(saving({ paymentMethod: 'pm_nobody_knows' }));
    expect(unknown).toMatchObject({ kind: 'refused', error: { code: 'resource_missing' } });
    expect(await shop.gateway.saveCard(saving({ customer: 'cus_nobody' }))).toMatchObject({ kind: 'refused' });
    const confirm = { setupIntentId: declined.setupIntentId, returnUrl: null, idempotencyKey: confirmKey('d', 1, 1) };
    expect(await shop.gateway.confirmCard({ ...confirm, paymentMethod: 'pm_nobody_knows' })).toMatchObject({
      kind: 'refused',
    });
    const again = { ...confirm, paymentMethod: 'pm_card_chargeDeclined', idempotencyKey: confirmKey('d', 1, 2) };
    expect(await shop.gateway.confirmCard(again)).toMatchObject({
      kind: 'answered',
      card: { lastError: { code: 'card_declined' } },
    });
  });

  test('a saved card is charged while the buyer is away, and the payment is found by its shipment', async () => {
    const { paymentMethod } = await saved();
    const request = charging(paymentMethod ?? '');
    const answer = await shop.gateway.chargeCard(request);
    expect(answer).toMatchObject({
      kind: 'answered',
      hold: {
        status: 'succeeded',
        amountReceived: 2300,
        amountCapturable: 0,
        ended: 'captured',
        lastCapture: { shipmentId: 'A', generation: 1 },
      },
    });
    const hold = answer.kind === 'answered' ? answer.hold : undefined;
    await expect(shop.gateway.findHold({ ref: request.ref, between: EVER })).resolves.toEqual(hold);
    const intent = await shop.client.paymentIntents.retrieve(hold?.paymentIntentId ?? '');
    expect(intent).toMatchObject({
      capture_method: 'automatic_async',
      metadata: { channel: 'web', holdfast_last_capture: 'A/1' },
    });
  });

  test('a bank that wants the buyer is answered by a confirm as if they were there', async () => {
    const card = await saved({ paymentMethod: ALWAYS_SECURE });
    const { paymentMethod } = card;
    const answer = await shop.gateway.chargeCard(charging(paymentMethod ?? ''));
    expect(answer).toMatchObject({
      hold: { status: 'requires_payment_method', lastError: { code: 'authentication_required' } },
    });
    const paymentIntentId = answer.kind === 'answered' ? answer.hold.paymentIntentId : '';
    const returnUrl = 'https://shop.example/return';
    const confirm = {
      idempotencyKey: confirmKey('e', 2, 1),
      paymentIntentId,
      paymentMethod: paymentMethod ?? '',
      features: null,
      returnUrl,
    };
    expect(await shop.gateway.confirm(confirm)).toMatchObject({
      hold: { status: 'requires_action', nextAction: { type: 'redirect_to_url' } },
    });
  });

  test('a decline is an answer, and a card that is gone is refused', async () => {
    const { paymentMethod } = await saved({ paymentMethod: 'pm_card_chargeCustomerFail' });
    expect(await shop.gateway.chargeCard(charging(paymentMethod ?? ''))).toMatchObject({
      hold: { status: 'requires_payment_method', lastError: { code: 'card_declined' } },
    });
    expect(await shop.gateway.chargeCard(charging('pm_gone'))).toMatchObject({
      kind: 'refused',
      error: { code: 'resource_missing' },
    });
  });
});

describe('what no emulator answers', () => {
  const stripe = openScriptedStripe();

  const charge: ChargeRequest = {
    ref: { orderId: '1042', generation: 2, intendedAt },
    priced: { shipmentId: 'A', generation: 1 },
    idempotencyKey: chargeKey('1042', 'A', 1),
    card: { customer: 'cus_1', paymentMethod: 'pm_1' },
    amount: money(30, 'usd'),
    amountDetails: details([mug], 0),
    customerReference: null,
    statementDescriptorSuffix: null,
    metadata: {},
  };
  const waiting = json(200, { id: 'seti_1', object: 'setup_intent', status: 'requires_payment_method' });

  test('an amount below what a card can be charged is a refusal, in words for people', async () => {
    stripe.post = failing(400, { code: 'amount_too_small' });
    await expect(stripe.gateway.chargeCard(charge)).resolves.toEqual({
      kind: 'refused',
      reason: 'amount_too_small',
      error: {
        code: 'amount_too_small',
        declineCode: null,
        message: 'The amount is less than what can be charged to a card.',
      },
    });
  });

  test('what cannot be read is an unknown outcome', async () => {
    stripe.get = json(200, { object: 'setup_intent', status: 'succeeded' });
    await expect(stripe.gateway.readCard('seti_1')).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    stripe.post = json(200, { id: 'pi_1', object: 'payment_intent' });
    await expect(stripe.gateway.chargeCard(charge)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  });

  test('a setup that takes no card, though it waits for one, is our mistake', async () => {
    [stripe.post, stripe.get] = [failing(400, { code: 'setup_intent_unexpected_state' }), waiting];
    const request = { setupIntentId: 'seti_1', idempotencyKey: 'k', paymentMethod: 'pm_1', returnUrl: null };
    await expect(stripe.gateway.confirmCard(request)).rejects.toMatchObject({ name: 'ProviderMisuse' });
    await expect(stripe.gateway.cancelCard(request)).rejects.toMatchObject({ name: 'ProviderMisuse' });
  });
});
