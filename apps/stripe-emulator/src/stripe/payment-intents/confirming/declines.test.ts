import { clientOf, errorOf, hold, idOf, startUnderTest } from '../../../emulator-under-test';
import type { Emulator } from '../../../server';

describe('payments that are refused', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  it('are blocked before the bank is asked when the risk is too high', async () => {
    const { stripe } = clientOf(emulator);
    for (const payment_method of ['pm_card_radarBlock', 'pm_card_riskLevelHighest']) {
      const error = await errorOf(hold(stripe, { payment_method }));
      expect(error).toMatchObject({ statusCode: 402, code: 'card_declined', decline_code: 'fraudulent' });
      const [charge] = (await stripe.charges.list({ limit: 1 })).data;
      expect(charge?.outcome).toMatchObject({
        type: 'blocked',
        network_status: 'not_sent_to_network',
        reason: 'highest_risk_level',
        risk_level: 'highest',
        seller_message: 'Stripe blocked this payment as too risky.',
      });
    }
  });

  it.each([
    ['pm_card_riskLevelElevated', { outcome: { risk_level: 'elevated' } }],
    ['pm_card_cvcCheckFail', { payment_method_details: { card: { checks: { cvc_check: 'fail' } } } }],
    ['pm_card_avsZipFail', { payment_method_details: { card: { checks: { address_postal_code_check: 'fail' } } } }],
  ])('or merely looked at: %s', async (payment_method, shown) => {
    const { stripe } = clientOf(emulator);
    const intent = await hold(stripe, { payment_method, expand: ['latest_charge'] });
    expect(intent).toMatchObject({ status: 'requires_capture', latest_charge: shown });
  });

  it.each(['pm_card_emulatorOffSessionDeclined', 'pm_card_emulatorOffSessionDeclined_disableEnterpriseCardFeatures'])(
    'once the buyer has gone: %s',
    async (token) => {
      const { stripe } = clientOf(emulator);
      const { id: customer } = await stripe.customers.create();
      const kept = { customer, setup_future_usage: 'off_session' } as const;
      const { status, payment_method } = await hold(stripe, { payment_method: token, ...kept });
      expect(status).toBe('requires_capture');
      const later = { customer, payment_method: idOf(payment_method), off_session: true };
      expect(await errorOf(hold(stripe, later))).toMatchObject({
        statusCode: 402,
        decline_code: 'insufficient_funds',
        payment_intent: { status: 'requires_payment_method' },
      });
    },
  );

  it('count each attempt as a charge of its own, the newest being the latest', async () => {
    const { stripe, control } = clientOf(emulator);
    await errorOf(hold(stripe, { payment_method: 'pm_card_chargeDeclined' }));
    const [intent] = (await stripe.paymentIntents.list()).data;
    const id = intent?.id ?? '';
    expect(intent?.status).toBe('requires_payment_method');
    const again = await errorOf(
      stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_chargeDeclinedInsufficientFunds' }),
    );
    expect(again).toMatchObject({
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      message: 'Your card has insufficient funds.',
      payment_intent: { last_payment_error: { decline_code: 'insufficient_funds', advice_code: 'try_again_later' } },
    });
    const paid = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    const { data } = await stripe.charges.list({ payment_intent: id });
    expect(data.map(({ status }) => status)).toEqual(['succeeded', 'failed', 'failed']);
    expect(paid).toMatchObject({ latest_charge: data[0]?.id, last_payment_error: null });
    expect(await control.violations()).toEqual([]);
  });

  it('come after attaching with the card made for that', async () => {
    const { stripe } = clientOf(emulator);
    const { id: customer } = await stripe.customers.create();
    const method = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    const error = await errorOf(hold(stripe, { customer, payment_method: method.id, off_session: true }));
    expect(error).toMatchObject({ code: 'card_declined', payment_method: { id: method.id, customer } });
  });
});
