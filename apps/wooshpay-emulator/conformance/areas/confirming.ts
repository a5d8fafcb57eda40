import { area, assumed, documented, hold, intentOf, paid, text, within } from '../behaviour';
import { equal, holds, refused, shows } from '../expectations';

const PATH = '/v1/payment_intents';

const cards = [
  documented('a manual one holds its amount', ['card'], async (shop) => {
    shows(await hold(shop), {
      status: 'requires_capture',
      capture_method: 'manual',
      amount_capturable: 4600,
      amount_received: 0,
      latest_charge: /^ch_/,
    });
  }),
  documented('an automatic one takes its amount', ['card'], async (shop) => {
    shows(await paid(shop), { status: 'succeeded', amount_capturable: 0, amount_received: 4600 });
  }),
  documented('one that was created before can be confirmed', ['card'], async ({ api, card }) => {
    const intent = await api.post(PATH, { amount: 100, currency: 'USD', capture_method: 'manual' });
    const confirmed = await api.post(`${intentOf(intent)}/confirm`, { payment_method: await card() });
    shows(confirmed, { id: text(intent, 'id'), status: 'requires_capture' });
  }),
  assumed('one that succeeded cannot be confirmed again', ['card'], async (shop) => {
    const intent = await paid(shop);
    await refused(shop.api.send('POST', `${intentOf(intent)}/confirm`, {}), 400, {
      code: 'payment_intent_unexpected_state',
    });
  }),
  documented('a confirm without any payment method is refused', [], async ({ api }) => {
    const intent = await api.post(PATH, { amount: 100, currency: 'USD' });
    await refused(api.send('POST', `${intentOf(intent)}/confirm`, {}), 400);
  }),
  assumed('an unknown payment method is refused', [], async ({ api }) => {
    const intent = await api.post(PATH, { amount: 100, currency: 'USD' });
    const call = api.send('POST', `${intentOf(intent)}/confirm`, { payment_method: 'pm_1' });
    await refused(call, 404, { code: 'resource_missing' });
  }),
  documented('card data can come with the request', ['test methods'], async ({ api }) => {
    const card = { number: '4242 4242 4242 4242', exp_month: '12', exp_year: '2031', cvc: '123', name: 'John Wick' };
    shows(
      await api.post(PATH, {
        amount: 100,
        currency: 'USD',
        confirm: true,
        payment_method_data: { type: 'card', card },
      }),
      { status: 'succeeded', payment_method: /^pm_/ },
    );
  }),
  assumed('a confirm that is refused changes nothing', ['card'], async (shop) => {
    const intent = await hold(shop);
    await refused(shop.api.send('POST', `${intentOf(intent)}/confirm`, { payment_method: await shop.card() }), 400);
    equal(await shop.api.get(intentOf(intent)), intent);
  }),
];

const later = [
  documented('setup_future_usage keeps the card at its customer', ['card'], async (shop) => {
    const customer = text(await shop.api.post('/v1/customers', { name: 'Jenny' }), 'id');
    const intent = await hold(shop, { customer, setup_future_usage: 'off_session' });
    const method = await shop.api.get(`/v1/payment_methods/${text(intent, 'payment_method')}`);
    shows(method, { customer });
  }),
  documented('without it the card belongs to nobody', ['card'], async (shop) => {
    const customer = text(await shop.api.post('/v1/customers', {}), 'id');
    const intent = await hold(shop, { customer });
    equal((await shop.api.get(`/v1/payment_methods/${text(intent, 'payment_method')}`))['customer'], undefined);
  }),
  documented('a kept card pays while its buyer is away', ['card'], async (shop) => {
    const customer = text(await shop.api.post('/v1/customers', {}), 'id');
    const first = await hold(shop, { customer, setup_future_usage: 'off_session' });
    const next = { customer, payment_method: text(first, 'payment_method'), 'off-session': true };
    shows(await paid(shop, next), { status: 'succeeded', payment_method: text(first, 'payment_method') });
  }),
  assumed('a card of another customer is refused', ['card'], async (shop) => {
    const [one, other] = [await shop.api.post('/v1/customers', {}), await shop.api.post('/v1/customers', {})];
    const first = await hold(shop, { customer: text(one, 'id'), setup_future_usage: 'off_session' });
    const asked = {
      amount: 100,
      currency: 'USD',
      confirm: true,
      customer: text(other, 'id'),
      payment_method: text(first, 'payment_method'),
    };
    await refused(shop.api.send('POST', PATH, asked), 400, { code: 'payment_method_unexpected_state' });
  }),
];

const WALLETS: readonly [string, string][] = [
  ['akulaku', 'akulaku_handle_redirect'],
  ['alipay', 'alipay_handle_redirect'],
  ['alipay_hk', 'alipay_hk_handle_redirect'],
  ['alipayplus', 'alipayplus_handle_redirect'],
  ['bank_transfer_id', 'bank_transfer_id_handle_redirect'],
  ['bpi', 'bpi_handle_redirect'],
  ['dana', 'dana_handle_redirect'],
  ['gcash', 'gcash_handle_redirect'],
  ['kakaopay', 'redirect_to_url'],
  ['promptpay', 'promptpay_handle_redirect'],
  ['rabbit_line_pay', 'rabbit_line_pay_handle_redirect'],
  ['shopeepay', 'shopeepay_handle_redirect'],
  ['truemoney', 'truemoney_handle_redirect'],
  ['wechat_pay', 'wechat_pay_display_qr_code'],
];

const wallet = (type: string, options: object = {}): object => ({
  amount: 100,
  currency: 'USD',
  confirm: true,
  payment_method_types: [type],
  payment_method_data: { type },
  payment_method_options: { [type]: options },
  return_url: 'https://shop.example/done',
});

const wallets = [
  ...WALLETS.map(([type, action]) =>
    documented(`${type} sends the buyer elsewhere by ${action}`, ['test methods'], async ({ api }) => {
      const intent = await api.post(PATH, wallet(type));
      shows(intent, { status: 'requires_action', next_action: { type: action } });
      holds(Object.keys(within(within(intent, 'next_action'), action)).length > 0, 'it says where');
    }),
  ),
  documented('wechat_pay in an app has an address of its own', ['test methods'], async ({ api }) => {
    const [ios, android] = [
      { terminal_type: 'APP', os_type: 'IOS' },
      { terminal_type: 'APP', os_type: 'ANDROID' },
    ];
    shows(await api.post(PATH, wallet('wechat_pay', ios)), {
      next_action: { type: 'wechat_pay_redirect_to_ios_app' },
    });
    shows(await api.post(PATH, wallet('wechat_pay', android)), {
      next_action: { type: 'wechat_pay_redirect_to_android_app' },
    });
  }),
  assumed('a wallet is never held', ['test methods'], async ({ api }) => {
    await refused(api.send('POST', PATH, { ...wallet('gcash'), capture_method: 'manual' }), 400);
  }),
  documented('a method of a type that was not asked for is refused', ['test methods'], async ({ api }) => {
    await refused(api.send('POST', PATH, { ...wallet('gcash'), payment_method_types: ['card'] }), 400);
  }),
];

export const confirming = area('confirming', [...cards, ...later, ...wallets]);
