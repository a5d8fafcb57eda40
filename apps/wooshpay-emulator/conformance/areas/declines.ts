import { area, assumed, documented, hold, intentOf, items, text } from '../behaviour';
import { equal, refused, shows } from '../expectations';

const PATH = '/v1/payment_intents';

const declined = (id: string): object => ({
  amount: 4600,
  currency: 'USD',
  confirm: true,
  capture_method: 'manual',
  payment_method: id,
});

const CODES: readonly [string, object][] = [
  ['pm_card_chargeDeclined', { code: 'card_declined', decline_code: 'generic_decline' }],
  ['pm_card_chargeDeclinedInsufficientFunds', { code: 'card_declined', decline_code: 'insufficient_funds' }],
  ['pm_card_chargeDeclinedLostCard', { code: 'card_declined', decline_code: 'lost_card' }],
  ['pm_card_chargeDeclinedExpiredCard', { code: 'expired_card' }],
  ['pm_card_chargeDeclinedIncorrectCvc', { code: 'incorrect_cvc' }],
];

export const declines = area('declines', [
  ...CODES.map(([id, fields]) =>
    documented(`${id} answers 402 with its code`, ['test methods'], async ({ api }) => {
      await refused(api.send('POST', PATH, declined(id)), 402, { type: 'card_error', message: /./, ...fields });
    }),
  ),
  documented('the error carries the payment method', ['test methods'], async ({ api }) => {
    await refused(api.send('POST', PATH, declined('pm_card_chargeDeclined')), 402, {
      payment_method: { object: 'payment_method', id: /^pm_/, type: 'card' },
    });
  }),
  documented('a declined one waits for another payment method, and says why', ['test methods'], async ({ api }) => {
    const intent = await api.post(PATH, { amount: 100, currency: 'USD', capture_method: 'manual' });
    await refused(api.send('POST', `${intentOf(intent)}/confirm`, { payment_method: 'pm_card_chargeDeclined' }), 402);
    const after = await api.get(intentOf(intent));
    shows(after, {
      status: 'requires_payment_method',
      amount_capturable: 0,
      last_payment_error: { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline' },
    });
    equal(after['payment_method'], undefined);
  }),
  documented('another card may be tried afterwards', ['test methods'], async ({ api }) => {
    const intent = await api.post(PATH, { amount: 100, currency: 'USD', capture_method: 'manual' });
    const confirm = `${intentOf(intent)}/confirm`;
    await refused(api.send('POST', confirm, { payment_method: 'pm_card_chargeDeclined' }), 402);
    const held = await api.post(confirm, { payment_method: 'pm_card_visa' });
    shows(held, { status: 'requires_capture' });
    equal(held['last_payment_error'], undefined);
  }),
  documented('an update clears the last error', ['test methods'], async ({ api }) => {
    const intent = await api.post(PATH, { amount: 100, currency: 'USD' });
    const confirm = `${intentOf(intent)}/confirm`;
    await refused(api.send('POST', confirm, { payment_method: 'pm_card_chargeDeclined' }), 402);
    equal((await api.post(intentOf(intent), { description: 'again' }))['last_payment_error'], undefined);
  }),
  assumed('a declined attempt is a failed charge', ['test methods'], async ({ api }) => {
    const intent = await api.post(PATH, { amount: 100, currency: 'USD' });
    const confirm = `${intentOf(intent)}/confirm`;
    await refused(api.send('POST', confirm, { payment_method: 'pm_card_chargeDeclined' }), 402);
    const charges = await api.get(`/v1/charges?payment_intent=${text(intent, 'id')}`);
    shows(items(charges), [{ status: 'failed', paid: false, failure_code: 'card_declined' }]);
  }),
  documented('a card may be declined only while its buyer is away', ['test methods'], async (shop) => {
    const customer = text(await shop.api.post('/v1/customers', {}), 'id');
    const payment_method = 'pm_card_chargeCustomerFail';
    const first = await hold(shop, { customer, setup_future_usage: 'off_session', payment_method });
    const next = { ...declined(text(first, 'payment_method')), customer, 'off-session': true };
    await refused(shop.api.send('POST', PATH, next), 402, { code: 'card_declined' });
  }),
]);
