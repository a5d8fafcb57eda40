import { clientOf, errorOf, hold, idOf, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('what a capture and a refund may be', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  it.each([
    { currency: 'kwd', good: 1230, bad: 1235, step: 10 },
    { currency: 'isk', good: 12_300, bad: 12_350, step: 100 },
  ])('$currency moves in steps of $step', async ({ currency, good, bad, step }) => {
    const { stripe } = clientOf(emulator);
    const { id } = await hold(stripe, { amount: 46_000, currency });
    const message = `multiple of ${String(step)} for ${currency}`;
    const refused = errorOf(stripe.paymentIntents.capture(id, { amount_to_capture: bad, final_capture: false }));
    await expect(refused).resolves.toMatchObject({
      param: 'amount_to_capture',
      message: expect.stringContaining(message) as string,
    });
    const { latest_charge: charge } = await stripe.paymentIntents.capture(id, { amount_to_capture: good });
    const back = errorOf(stripe.refunds.create({ charge: idOf(charge), amount: step + 1 }));
    await expect(back).resolves.toMatchObject({ param: 'amount', message: expect.stringContaining(message) as string });
    await expect(stripe.refunds.create({ charge: idOf(charge), amount: step })).resolves.toMatchObject({
      amount: step,
    });
  });

  it('refuses a capture below the smallest charge only when told to', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe);
    await expect(
      stripe.paymentIntents.capture(id, { amount_to_capture: 49, final_capture: false }),
    ).resolves.toMatchObject({ amount_received: 49 });
    await control.post('account', { capture_below_minimum: 'refused' });
    const refused = errorOf(stripe.paymentIntents.capture(id, { amount_to_capture: 49, final_capture: false }));
    await expect(refused).resolves.toMatchObject({
      ...{ code: 'amount_too_small', param: 'amount_to_capture', message: 'Amount must be at least $0.50 usd' },
    });
    // Giving the rest back is no charge.
    const release = stripe.paymentIntents.capture(id, { amount_to_capture: 0, final_capture: true });
    await expect(release).resolves.toMatchObject({ status: 'succeeded', amount_received: 49 });
  });
});
