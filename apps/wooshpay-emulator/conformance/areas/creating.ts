import { area, assumed, documented, intentOf, text } from '../behaviour';
import { equal, holds, refused, shows } from '../expectations';

const PATH = '/v1/payment_intents';
const SHIPPING = {
  address: { city: 'Berlin', country: 'DE', line1: 'Allee 1', line2: 'Hof', postal_code: '10115', state: 'BE' },
  carrier: 'DHL',
  name: 'Jenny Rosen',
  phone: '+49301234',
  tracking_number: 'T-1',
};

const shapes = [
  documented('an amount and a currency make one that waits for a payment method', [], async ({ api }) => {
    shows(await api.post(PATH, { amount: 4600, currency: 'USD' }), {
      object: 'payment_intent',
      amount: 4600,
      status: 'requires_payment_method',
      livemode: false,
    });
  }),
  documented('its id is pi_ and digits', [], async ({ api }) => {
    shows(await api.post(PATH, { amount: 100, currency: 'USD' }), { id: /^pi_\d{16,20}$/ });
  }),
  documented('its client secret begins with its id', [], async ({ api }) => {
    const intent = await api.post(PATH, { amount: 100, currency: 'USD' });
    holds(text(intent, 'client_secret').startsWith(`${text(intent, 'id')}_secret_`), 'the secret names the intent');
  }),
  documented('it is captured automatically unless asked otherwise', [], async ({ api }) => {
    shows(await api.post(PATH, { amount: 100, currency: 'USD' }), {
      capture_method: 'automatic',
      confirmation_method: 'automatic',
    });
  }),
  documented('it takes cards unless asked otherwise', [], async ({ api }) => {
    shows(await api.post(PATH, { amount: 100, currency: 'USD' }), { payment_method_types: ['card'] });
  }),
  documented('what the shop says of it is answered as it came', [], async ({ api }) => {
    const said = {
      merchant_order_id: 'order-7',
      merchant_user_id: 'user-7',
      quantity: 3,
      description: 'Shoes',
      return_url: 'https://shop.example/done',
      receipt_email: 'jenny@example.com',
      metadata: { cart: '12' },
      shipping: SHIPPING,
    };
    shows(await api.post(PATH, { amount: 100, currency: 'USD', ...said }), said);
  }),
  documented('with a payment method it waits for a confirmation', ['card'], async ({ api, card }) => {
    const payment_method = await card();
    shows(await api.post(PATH, { amount: 100, currency: 'USD', payment_method }), {
      status: 'requires_confirmation',
      payment_method: /^pm_/,
    });
  }),
  documented('a currency in lower case is understood', [], async ({ api }) => {
    shows(await api.post(PATH, { amount: 100, currency: 'usd' }), { currency: /^usd$/i });
  }),
  assumed('times are in milliseconds', [], async ({ api }) => {
    const { created } = await api.post(PATH, { amount: 100, currency: 'USD' });
    holds(typeof created === 'number' && created > 1_000_000_000_000, 'the time has thirteen digits');
  }),
  assumed('currencies are in upper case', [], async ({ api }) => {
    shows(await api.post(PATH, { amount: 100, currency: 'usd' }), { currency: 'USD' });
  }),
  assumed('fields without a value are left out', [], async ({ api }) => {
    const intent = await api.post(PATH, { amount: 100, currency: 'USD' });
    equal([intent['canceled_at'], intent['next_action'], intent['customer']], [undefined, undefined, undefined]);
  }),
];

const refusals = [
  documented('one without an amount is refused', [], async ({ api }) => {
    await refused(api.send('POST', PATH, { currency: 'USD' }), 400, { type: 'invalid_request_error' });
  }),
  documented('one without a currency is refused', [], async ({ api }) => {
    await refused(api.send('POST', PATH, { amount: 100 }), 400, { type: 'invalid_request_error' });
  }),
  documented('an amount of nine digits is refused', [], async ({ api }) => {
    await refused(api.send('POST', PATH, { amount: 100_000_000, currency: 'USD' }), 400);
  }),
  documented('an amount of zero is refused', [], async ({ api }) => {
    await refused(api.send('POST', PATH, { amount: 0, currency: 'USD' }), 400);
  }),
  documented('a currency that does not exist is refused', [], async ({ api }) => {
    await refused(api.send('POST', PATH, { amount: 100, currency: 'XQX' }), 400);
  }),
  assumed('an amount that is text is refused', [], async ({ api }) => {
    await refused(api.send('POST', PATH, { amount: '100', currency: 'USD' }), 400);
  }),
  assumed('a parameter that no page names is refused', [], async ({ api }) => {
    await refused(api.send('POST', PATH, { amount: 100, currency: 'USD', final_capture: true }), 400, {
      message: 'Received unknown parameter: final_capture.',
    });
  }),
  assumed('off-session without confirm is refused', [], async ({ api }) => {
    await refused(api.send('POST', PATH, { amount: 100, currency: 'USD', 'off-session': true }), 400);
  }),
  documented('one that is to be confirmed needs a payment method', [], async ({ api }) => {
    await refused(api.send('POST', PATH, { amount: 100, currency: 'USD', confirm: true }), 400);
  }),
  assumed('a refused one leaves nothing behind', ['quiet account'], async ({ api }) => {
    await refused(api.send('POST', PATH, { amount: 100, currency: 'USD', confirm: true }), 400);
    equal((await api.get(PATH))['data'], []);
  }),
];

const updates = [
  documented('an update changes what was given, and nothing else', [], async ({ api }) => {
    const intent = await api.post(PATH, { amount: 100, currency: 'USD', description: 'a', metadata: { a: '1' } });
    shows(await api.post(intentOf(intent), { amount: 200, metadata: { b: '2' } }), {
      amount: 200,
      description: 'a',
      metadata: { a: '1', b: '2' },
    });
  }),
  documented('an update with a payment method makes it wait for a confirmation', ['card'], async ({ api, card }) => {
    const intent = await api.post(PATH, { amount: 100, currency: 'USD' });
    shows(await api.post(intentOf(intent), { payment_method: await card() }), { status: 'requires_confirmation' });
  }),
  assumed('metadata is unset by an empty value', [], async ({ api }) => {
    const intent = await api.post(PATH, { amount: 100, currency: 'USD', metadata: { a: '1', b: '2' } });
    equal((await api.post(intentOf(intent), { metadata: { a: '' } }))['metadata'], { b: '2' });
  }),
];

export const creating = area('creating', [...shapes, ...refusals, ...updates]);
