import { area, assumed, documented, hold, intentOf, paid, text } from '../behaviour';
import { equal, refused, shows } from '../expectations';

const DAY = 24 * 60 * 60;
const PATH = '/v1/payment_intents';

const cancels = [
  documented('a hold can be canceled', ['card'], async (shop) => {
    const intent = await hold(shop);
    shows(await shop.api.post(`${intentOf(intent)}/cancel`), { status: 'canceled', amount_capturable: 0 });
  }),
  documented('the reason is kept', ['card'], async (shop) => {
    const intent = await hold(shop);
    const reason = { cancellation_reason: 'requested_by_customer' };
    shows(await shop.api.post(`${intentOf(intent)}/cancel`, reason), reason);
  }),
  documented('when it was canceled is shown', ['card'], async (shop) => {
    const intent = await hold(shop);
    const { canceled_at: at, created } = await shop.api.post(`${intentOf(intent)}/cancel`);
    equal([typeof at, Number(at) >= Number(created)], ['number', true]);
  }),
  documented('a reason that is none is refused', ['card'], async (shop) => {
    const intent = await hold(shop);
    await refused(shop.api.send('POST', `${intentOf(intent)}/cancel`, { cancellation_reason: 'bored' }), 400);
  }),
  documented('one that was never confirmed can be canceled', [], async ({ api }) => {
    const intent = await api.post(PATH, { amount: 100, currency: 'USD' });
    shows(await api.post(`${intentOf(intent)}/cancel`), { status: 'canceled' });
  }),
  assumed('a second cancel is refused', ['card'], async (shop) => {
    const intent = await hold(shop);
    await shop.api.post(`${intentOf(intent)}/cancel`);
    await refused(shop.api.send('POST', `${intentOf(intent)}/cancel`), 400, {
      code: 'payment_intent_unexpected_state',
    });
  }),
  assumed('what was captured in part cannot be canceled', ['card'], async (shop) => {
    const intent = await hold(shop);
    await shop.api.post(`${intentOf(intent)}/capture`, { amount_to_capture: 100 });
    await refused(shop.api.send('POST', `${intentOf(intent)}/cancel`), 400);
  }),
  documented('what has succeeded cannot be canceled', ['card'], async (shop) => {
    const intent = await paid(shop);
    await refused(shop.api.send('POST', `${intentOf(intent)}/cancel`), 400);
  }),
];

const expiries = [
  documented('a hold ends by itself after seven days', ['clock'], async (shop) => {
    const intent = await hold(shop);
    await shop.control.advance(7 * DAY - 60);
    shows(await shop.api.get(intentOf(intent)), { status: 'requires_capture' });
    await shop.control.advance(120);
    shows(await shop.api.get(intentOf(intent)), { status: 'canceled', amount_capturable: 0 });
  }),
  assumed('the days count from the creation', ['clock'], async (shop) => {
    const intent = await shop.api.post(PATH, { amount: 100, currency: 'USD', capture_method: 'manual' });
    await shop.control.advance(5 * DAY);
    await shop.api.post(`${intentOf(intent)}/confirm`, { payment_method: 'pm_card_visa' });
    await shop.control.advance(2 * DAY + 60);
    shows(await shop.api.get(intentOf(intent)), { status: 'canceled' });
  }),
  assumed('the days may count from the confirmation', ['clock', 'settings'], async (shop) => {
    await shop.control.post('account', { hold_counts_from: 'confirmation' });
    const intent = await shop.api.post(PATH, { amount: 100, currency: 'USD', capture_method: 'manual' });
    await shop.control.advance(5 * DAY);
    await shop.api.post(`${intentOf(intent)}/confirm`, { payment_method: 'pm_card_visa' });
    await shop.control.advance(6 * DAY);
    shows(await shop.api.get(intentOf(intent)), { status: 'requires_capture' });
  }),
  documented('a bank may let go of a hold early', ['clock', 'test methods'], async (shop) => {
    const intent = await hold(shop, { payment_method: 'pm_card_holdExpiresEarly' });
    await shop.control.advance(DAY + 60);
    shows(await shop.api.get(intentOf(intent)), { status: 'canceled', cancellation_reason: 'automatic' });
  }),
  documented('a hold that ended cannot be captured', ['clock'], async (shop) => {
    const intent = await hold(shop);
    await shop.control.advance(8 * DAY);
    await refused(shop.api.send('POST', `${intentOf(intent)}/capture`), 400);
  }),
  documented('a capture in time stays', ['clock'], async (shop) => {
    const intent = await hold(shop);
    await shop.api.post(`${intentOf(intent)}/capture`);
    await shop.control.advance(8 * DAY);
    shows(await shop.api.get(intentOf(intent)), { status: 'succeeded', id: text(intent, 'id') });
  }),
  assumed('the end of a hold is told', ['clock', 'quiet account'], async (shop) => {
    await hold(shop);
    await shop.control.advance(8 * DAY);
    equal((await shop.control.eventTypes()).at(-1), 'payment_intent.canceled');
  }),
  assumed('the end of a hold may be silent', ['clock', 'settings'], async (shop) => {
    await shop.control.post('account', { expiry_event: 'silent' });
    await hold(shop);
    await shop.control.advance(8 * DAY);
    equal((await shop.control.eventTypes()).includes('payment_intent.canceled'), false);
  }),
];

export const ending = area('ending a hold', [...cancels, ...expiries]);
