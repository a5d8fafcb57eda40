import type Stripe from 'stripe';
import { clientOf, hold, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';

const HOUR = 60 * 60;
const DAY = 24 * HOUR;
const VISA_MERCHANT = 4 * DAY + 18 * HOUR;
const VISA_EXTENDED = 29 * DAY + 18 * HOUR;

describe('how long a hold lives', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const windowOf = async (
    stripe: Stripe,
    params: Partial<Stripe.PaymentIntentCreateParams>,
  ): Promise<number | undefined> => {
    const { created, latest_charge } = await hold(stripe, { ...params, expand: ['latest_charge'] });
    if (latest_charge === null || typeof latest_charge === 'string') throw new Error('No charge was shown');
    const before = latest_charge.payment_method_details?.card?.capture_before;
    return before === undefined ? undefined : before - created;
  };

  it.each([
    ['pm_card_visa', 7 * DAY, VISA_MERCHANT],
    ['pm_card_mastercard', 7 * DAY, 7 * DAY],
    ['pm_card_amex', 7 * DAY, 7 * DAY],
    ['pm_card_discover', 7 * DAY, 7 * DAY],
    ['pm_card_visa_cartesBancaires', 7 * DAY, 7 * DAY],
  ])('%s: with the buyer there, and without', async (payment_method, present, absent) => {
    const { stripe, control } = clientOf(emulator);
    await control.post('clock', { freeze: true });
    expect(await windowOf(stripe, { payment_method })).toBe(present);
    expect(await windowOf(stripe, { payment_method, off_session: true })).toBe(absent);
    expect(await windowOf(stripe, { payment_method, off_session: false })).toBe(present);
    await control.post('account', { capture_window_seconds: 600 });
    expect(await windowOf(stripe, { payment_method, off_session: true })).toBe(600);
  });

  it.each([
    ['pm_card_visa', false, VISA_EXTENDED, 'enabled'],
    ['pm_card_visa', true, VISA_MERCHANT, 'disabled'],
    ['pm_card_mastercard', false, 30 * DAY, 'enabled'],
    ['pm_card_mastercard', true, 30 * DAY, 'enabled'],
    ['pm_card_amex', false, 7 * DAY, 'disabled'],
    ['pm_card_discover', false, 7 * DAY, 'disabled'],
    ['pm_card_credit_disableEnterpriseCardFeatures', false, 7 * DAY, 'disabled'],
  ])('%s extended, off session %s', async (payment_method, off_session, seconds, status) => {
    const { stripe, control } = clientOf(emulator);
    await control.post('clock', { freeze: true });
    const payment_method_options = { card: { request_extended_authorization: 'if_available' } } as const;
    expect(await windowOf(stripe, { payment_method, off_session, payment_method_options })).toBe(seconds);
    const [charge] = (await stripe.charges.list()).data;
    expect(charge?.payment_method_details?.card?.extended_authorization).toEqual({ status });
  });

  it('ends a merchant-initiated hold at Visa when its own time has come', async () => {
    const { stripe, control } = clientOf(emulator);
    await control.post('clock', { freeze: true });
    const { id } = await hold(stripe, { off_session: true });
    await control.advance(VISA_MERCHANT - 1);
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_capture');
    await control.advance(1);
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'expired',
    });
  });

  it('shows no deadline when nothing is held', async () => {
    const { stripe } = clientOf(emulator);
    expect(await windowOf(stripe, { capture_method: 'automatic_async' })).toBeUndefined();
  });
});
