import { area, assumed, documented, hold, intentOf, items, paid, text } from '../behaviour';
import { equal, refused, shows } from '../expectations';

const whole = [
  documented('without an amount all of it is captured', ['card'], async (shop) => {
    const intent = await hold(shop);
    shows(await shop.api.post(`${intentOf(intent)}/capture`), {
      id: text(intent, 'id'),
      status: 'succeeded',
      amount: 4600,
      amount_received: 4600,
      amount_capturable: 0,
    });
  }),
  documented('the whole amount may be named', ['card'], async (shop) => {
    const intent = await hold(shop);
    shows(await shop.api.post(`${intentOf(intent)}/capture`, { amount_to_capture: 4600 }), { amount_received: 4600 });
  }),
  assumed('the charge shows what was captured', ['card'], async (shop) => {
    const intent = await hold(shop);
    await shop.api.post(`${intentOf(intent)}/capture`, { amount_to_capture: 2300 });
    const charges = await shop.api.get(`/v1/charges?payment_intent=${text(intent, 'id')}`);
    shows(items(charges), [{ captured: true, amount: 4600, amount_captured: 2300 }]);
  }),
];

const partial = [
  documented('less than all succeeds, and the rest is given back', ['card'], async (shop) => {
    const intent = await hold(shop, { amount: 100_000 });
    shows(await shop.api.post(`${intentOf(intent)}/capture`, { amount_to_capture: 8000 }), {
      status: 'succeeded',
      amount: 100_000,
      amount_received: 8000,
    });
  }),
  assumed('after less than all nothing is left to capture', ['card'], async (shop) => {
    const intent = await hold(shop);
    await shop.api.post(`${intentOf(intent)}/capture`, { amount_to_capture: 100 });
    shows(await shop.api.get(intentOf(intent)), { status: 'succeeded', amount_capturable: 0 });
  }),
  assumed('a second capture is refused', ['card'], async (shop) => {
    const intent = await hold(shop);
    await shop.api.post(`${intentOf(intent)}/capture`, { amount_to_capture: 100 });
    await refused(shop.api.send('POST', `${intentOf(intent)}/capture`, { amount_to_capture: 100 }), 400, {
      code: 'payment_intent_unexpected_state',
    });
    shows(await shop.api.get(intentOf(intent)), { amount_received: 100 });
  }),
  assumed('a second capture may be answered with what is', ['card', 'settings'], async (shop) => {
    await shop.control.post('account', { second_capture: 'answered' });
    const intent = await hold(shop);
    const captured = await shop.api.post(`${intentOf(intent)}/capture`, { amount_to_capture: 100 });
    equal(await shop.api.post(`${intentOf(intent)}/capture`, { amount_to_capture: 100 }), captured);
  }),
  assumed('the rest may stay held, against the documentation', ['card', 'settings'], async (shop) => {
    await shop.control.post('account', { rest_after_capture: 'kept' });
    const intent = await hold(shop);
    shows(await shop.api.post(`${intentOf(intent)}/capture`, { amount_to_capture: 100 }), {
      status: 'requires_capture',
      amount_capturable: 4500,
      amount_received: 100,
    });
  }),
  assumed('no refund stands for the rest', ['card', 'quiet account', 'settings'], async (shop) => {
    const intent = await hold(shop);
    await shop.api.post(`${intentOf(intent)}/capture`, { amount_to_capture: 100 });
    equal((await shop.control.eventTypes()).includes('charge.refund.updated'), false);
  }),
];

const refusals = [
  documented('more than the original amount is refused', ['card'], async (shop) => {
    const intent = await hold(shop);
    await refused(shop.api.send('POST', `${intentOf(intent)}/capture`, { amount_to_capture: 4601 }), 400, {
      type: 'invalid_request_error',
    });
    equal(await shop.api.get(intentOf(intent)), intent);
  }),
  assumed('zero is refused', ['card'], async (shop) => {
    const intent = await hold(shop);
    await refused(shop.api.send('POST', `${intentOf(intent)}/capture`, { amount_to_capture: 0 }), 400);
  }),
  assumed('less than zero is refused', ['card'], async (shop) => {
    const intent = await hold(shop);
    await refused(shop.api.send('POST', `${intentOf(intent)}/capture`, { amount_to_capture: -5 }), 400);
  }),
  documented('what was never confirmed cannot be captured', [], async ({ api }) => {
    const intent = await api.post('/v1/payment_intents', { amount: 100, currency: 'USD', capture_method: 'manual' });
    await refused(api.send('POST', `${intentOf(intent)}/capture`), 400);
  }),
  documented('what was taken at once cannot be captured', ['card'], async (shop) => {
    const intent = await paid(shop);
    await refused(shop.api.send('POST', `${intentOf(intent)}/capture`), 400);
  }),
  documented('what was canceled cannot be captured', ['card'], async (shop) => {
    const intent = await hold(shop);
    await shop.api.post(`${intentOf(intent)}/cancel`);
    await refused(shop.api.send('POST', `${intentOf(intent)}/capture`), 400);
  }),
  documented('what does not exist cannot be captured', [], async ({ api }) => {
    await refused(api.send('POST', '/v1/payment_intents/pi_1/capture'), 404);
  }),
  assumed('amount_to_capture is the only parameter', ['card'], async (shop) => {
    const intent = await hold(shop);
    await refused(shop.api.send('POST', `${intentOf(intent)}/capture`, { final_capture: false }), 400);
  }),
];

export const capturing = area('capturing', [...whole, ...partial, ...refusals]);
