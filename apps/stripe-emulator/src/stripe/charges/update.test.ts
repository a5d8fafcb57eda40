import { clientOf, errorOf, hold, idOf, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('updating a charge', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  it('changes its words, tells so, and leaves the PaymentIntent alone', async () => {
    const { stripe, control } = clientOf(emulator);
    const intent = await hold(stripe, { description: 'Order 7', metadata: { order: '7' } });
    const id = idOf(intent.latest_charge);
    const updated = await stripe.charges.update(id, {
      description: 'Order 7, first parcel',
      metadata: { order: '', parcel: '1' },
      receipt_email: 'ada@example.com',
      fraud_details: { user_report: 'safe' },
      shipping: { name: 'Ada', address: { line1: 'A 1' } },
    });
    expect(updated).toMatchObject({
      description: 'Order 7, first parcel',
      metadata: { parcel: '1' },
      receipt_email: 'ada@example.com',
      fraud_details: { user_report: 'safe' },
      shipping: { name: 'Ada' },
    });
    const [event] = (await stripe.events.list({ limit: 1 })).data;
    expect(event).toMatchObject({
      type: 'charge.updated',
      data: {
        previous_attributes: {
          description: 'Order 7',
          fraud_details: { user_report: null },
          metadata: { order: '7', parcel: null },
          receipt_email: null,
          shipping: null,
        },
      },
    });
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      description: 'Order 7',
      metadata: { order: '7' },
    });
    await stripe.charges.update(id, { description: 'Order 7, first parcel' });
    expect((await stripe.events.list({ type: 'charge.updated' })).data).toHaveLength(1);
    expect(await control.violations()).toEqual([]);
  });

  it('refuses what cannot change', async () => {
    const { stripe } = clientOf(emulator);
    const { latest_charge } = await hold(stripe);
    expect(await errorOf(stripe.charges.update('ch_x', { description: 'A' }))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
    expect(await errorOf(stripe.charges.update(idOf(latest_charge), { transfer_group: 'A' }))).toMatchObject({
      param: 'transfer_group',
    });
  });
});
