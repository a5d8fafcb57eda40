import type Stripe from 'stripe';
import { clientOf, errorOf, hold, startUnderTest } from '../emulator-under-test';
import type { Control } from '../emulator-under-test';
import type { Emulator } from '../server';
import { isJsonObject } from '../../../../libs/emulation/objects/json';
import { undescribed } from './described-fields';

describe('fields of answers', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const lines = { amount_details: { line_items: [{ product_name: 'A', unit_cost: 2000, quantity: 1 }] } };

  /** Every answer so far, and every object in every event, compared with the API description. */
  async function differences(stripe: Stripe, control: Control): Promise<string[]> {
    for await (const event of stripe.events.list({ limit: 100 })) expect(event.object).toBe('event');
    const { requests } = await control.get('requests');
    if (!Array.isArray(requests)) throw new Error('no requests');
    const found = requests.filter(isJsonObject).flatMap(({ method, path, response }) => {
      const differing = isJsonObject(response) ? undescribed(response) : ['no object'];
      return differing.map((one) => `${JSON.stringify(method)} ${JSON.stringify(path)}: ${one}`);
    });
    return [...new Set(found.map((text) => text.replaceAll(/_1\w+/g, '_…')))];
  }

  it('are those of the description on the way from a hold to its captures', async () => {
    const { stripe, control } = clientOf(emulator);
    const customer = await stripe.customers.create({ metadata: { a: '1' } });
    const intent = await hold(stripe, { amount: 2000, customer: customer.id, ...lines });
    const expand = ['latest_charge.balance_transaction', 'payment_method', 'customer', 'amount_details.line_items'];
    await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 2000, ...lines, expand });
    await control.advance(60);
    await stripe.paymentIntents.retrieve(intent.id, { expand });
    await stripe.paymentIntents.list({ expand: ['data.latest_charge.balance_transaction'] });
    await stripe.paymentIntents.listAmountDetailsLineItems(intent.id);
    await stripe.charges.list({ expand: ['data.payment_intent', 'data.refunds'] });
    await stripe.balanceTransactions.list({ expand: ['data.source'] });
    expect(await differences(stripe, control)).toEqual([]);
  });

  it('are those of the description when a payment is refused, challenged, cancelled or expires', async () => {
    const { stripe, control } = clientOf(emulator);
    const plain = { amount: 2000, currency: 'usd' };
    await stripe.paymentIntents.create(plain);
    await errorOf(hold(stripe, { payment_method: 'pm_card_chargeDeclined' }));
    await hold(stripe, { payment_method: 'pm_card_authenticationRequired', return_url: 'http://127.0.0.1/' });
    const challenged = await hold(stripe, { payment_method: 'pm_card_authenticationRequired' });
    const held = await hold(stripe);
    await stripe.paymentIntents.cancel(held.id);
    await errorOf(stripe.paymentIntents.capture(held.id));
    await errorOf(stripe.paymentIntents.capture(challenged.id));
    await hold(stripe);
    await control.advance(8 * 24 * 60 * 60);
    await stripe.paymentIntents.list({ limit: 100, expand: ['data.latest_charge'] });
    expect(await differences(stripe, control)).toEqual([]);
  });

  it('are those of the description for webhook endpoints', async () => {
    const { stripe, control } = clientOf(emulator);
    const endpoint = await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9/', enabled_events: ['*'] });
    await stripe.webhookEndpoints.retrieve(endpoint.id);
    await stripe.webhookEndpoints.list();
    await stripe.webhookEndpoints.del(endpoint.id);
    expect(await differences(stripe, control)).toEqual([]);
  });

  it('are compared down to every part', () => {
    const event = { id: 'evt_1', object: 'event', api_version: null, created: 1, data: { object: { a: 1 } } };
    const rest = { livemode: false, pending_webhooks: 0, request: null, type: 'charge.updated' };
    expect(undescribed({ ...event, ...rest })).toEqual([]);
    expect(undescribed({ ...event, ...rest, created: 'now', more: 1, request: { id: null } })).toEqual([
      'answer(event).created is "now", not int',
      'answer(event).request.idempotency_key is missing',
      'answer(event).more is not described',
    ]);
    expect(undescribed({ object: 'nothing' })).toEqual(["answer: there is no resource called 'nothing'"]);
  });
});
