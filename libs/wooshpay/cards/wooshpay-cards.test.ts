import type { WooshPayEmulator } from '../../../apps/wooshpay-emulator/src/server';
import { money } from '../../domain/money/money';
import { orderAtWooshPay, REF_AT_WOOSHPAY, ShopAtWooshPay, startLocalWooshPay } from '../shop-at-wooshpay-under-test';

const EVER = { from: '2020-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' };

let emulator: WooshPayEmulator;
beforeAll(async () => {
  emulator = await startLocalWooshPay();
});
afterAll(async () => {
  await emulator.close();
});

const openShop = (): ShopAtWooshPay => new ShopAtWooshPay(emulator.url);

describe('a saved card at WooshPay', () => {
  async function customerOf(shop: ShopAtWooshPay): Promise<string> {
    const made = await shop.client.post('/v1/customers', {}, `customer-${shop.apiKey}`);
    if (typeof made !== 'object' || made === null || !('id' in made) || typeof made.id !== 'string') {
      throw new Error('no customer');
    }
    return made.id;
  }

  test('pays for a shipment while its buyer is away', async () => {
    const shop = openShop();
    const customer = await customerOf(shop);
    const saved = await shop.gateway.saveCard({
      ref: REF_AT_WOOSHPAY,
      idempotencyKey: 'save',
      customer,
      paymentMethod: 'pm_card_visa',
      returnUrl: null,
      metadata: {},
    });
    if (saved.kind !== 'answered' || saved.card.paymentMethod === null) throw new Error('not saved');
    expect(saved.card.status).toBe('succeeded');
    expect(await shop.gateway.findCard({ ref: REF_AT_WOOSHPAY, between: EVER })).toEqual(saved.card);
    const { amountDetails, customerReference, metadata, ref, statementDescriptorSuffix } = orderAtWooshPay();
    const answer = await shop.gateway.chargeCard({
      ref,
      metadata,
      amountDetails,
      customerReference,
      statementDescriptorSuffix,
      idempotencyKey: 'charge',
      priced: { shipmentId: 's1', generation: 1 },
      card: { customer, paymentMethod: saved.card.paymentMethod },
      amount: money(2300, 'usd'),
    });
    expect(answer).toMatchObject({
      kind: 'answered',
      hold: { status: 'succeeded', amountReceived: 2300, lastCapture: { shipmentId: 's1', generation: 1 } },
    });
  });

  test('is not saved when it is declined, and another may be tried', async () => {
    const shop = openShop();
    const saved = await shop.gateway.saveCard({
      ref: REF_AT_WOOSHPAY,
      idempotencyKey: 'save',
      customer: await customerOf(shop),
      paymentMethod: 'pm_card_chargeDeclined',
      returnUrl: null,
      metadata: {},
    });
    if (saved.kind !== 'answered') throw new Error('refused');
    expect(saved.card).toMatchObject({ status: 'requires_payment_method', lastError: { code: 'card_declined' } });
    const { setupIntentId } = saved.card;
    const again = { idempotencyKey: 'again', setupIntentId, paymentMethod: 'pm_card_visa', returnUrl: null };
    expect(await shop.gateway.confirmCard(again)).toMatchObject({ kind: 'answered', card: { status: 'succeeded' } });
    expect(await shop.gateway.cancelCard({ idempotencyKey: 'cancel', setupIntentId })).toMatchObject({
      status: 'succeeded',
    });
  });

  test('pays nothing while its buyer is away and wanted by the bank', async () => {
    const shop = openShop();
    const customer = await customerOf(shop);
    const hold = await shop.held({
      customer,
      paymentMethod: 'pm_card_threeDSecureRequired',
      presence: 'off_session',
      captures: 'at_once',
    });
    expect(hold).toMatchObject({ amountReceived: 0, lastError: { code: 'authentication_required' } });
  });

  test('belongs to a customer whom WooshPay knows, or who is made once', async () => {
    const { gateway } = openShop();
    const request = { orderId: 'o1', idempotencyKey: 'customer', name: 'Jenny Rosen', email: null };
    const customer = await gateway.createCustomer(request);
    expect(await gateway.createCustomer(request)).toBe(customer);
    expect(await gateway.isCustomer(customer)).toBe(true);
    expect(await gateway.isCustomer('cus_of_nobody')).toBe(false);
  });
});
