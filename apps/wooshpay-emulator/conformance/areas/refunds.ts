import { area, assumed, documented, hold, intentOf, items, paid, text } from '../behaviour';
import { equal, refused, shows } from '../expectations';

const PATH = '/v1/refunds';

export const refunds = area('refunds', [
  documented('all that was taken is given back unless less is asked for', ['card'], async (shop) => {
    const payment_intent = text(await paid(shop), 'id');
    shows(await shop.api.post(PATH, { payment_intent }), {
      id: /^re_/,
      object: 'refund',
      amount: 4600,
      payment_intent,
    });
  }),
  documented('a part is given back, and then the rest', ['card'], async (shop) => {
    const payment_intent = text(await paid(shop), 'id');
    shows(await shop.api.post(PATH, { payment_intent, amount: 1000 }), { amount: 1000 });
    shows(await shop.api.post(PATH, { payment_intent }), { amount: 3600 });
  }),
  documented('the amount may be text', ['card'], async (shop) => {
    const payment_intent = text(await paid(shop), 'id');
    shows(await shop.api.post(PATH, { payment_intent, amount: '1000' }), { amount: 1000 });
  }),
  documented('reason and metadata are kept', ['card'], async (shop) => {
    const payment_intent = text(await paid(shop), 'id');
    const said = { reason: 'requested_by_customer', metadata: { shipment: '1' } };
    const refund = await shop.api.post(PATH, { payment_intent, amount: 100, ...said });
    shows(await shop.api.get(`${PATH}/${text(refund, 'id')}`), said);
  }),
  documented('a reason that is none is refused', ['card'], async (shop) => {
    const payment_intent = text(await paid(shop), 'id');
    await refused(shop.api.send('POST', PATH, { payment_intent, reason: 'bored' }), 400);
  }),
  assumed('a refund is done at once', ['card'], async (shop) => {
    const payment_intent = text(await paid(shop), 'id');
    shows(await shop.api.post(PATH, { payment_intent }), { status: 'succeeded' });
  }),
  assumed('a refund may take its time', ['card', 'clock', 'settings'], async (shop) => {
    await shop.control.post('account', { refund_delay_seconds: 3600 });
    const payment_intent = text(await paid(shop), 'id');
    const refund = await shop.api.post(PATH, { payment_intent });
    shows(refund, { status: 'pending' });
    await shop.control.advance(3600);
    shows(await shop.api.get(`${PATH}/${text(refund, 'id')}`), { status: 'succeeded' });
  }),
  documented('a bank may take no money back', ['test methods', 'clock'], async (shop) => {
    const payment_intent = text(await paid(shop, { payment_method: 'pm_card_refundFail' }), 'id');
    const refund = await shop.api.post(PATH, { payment_intent });
    await shop.control.advance(60);
    shows(await shop.api.get(`${PATH}/${text(refund, 'id')}`), {
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
  }),
  assumed('more than was taken is refused', ['card'], async (shop) => {
    const payment_intent = text(await paid(shop), 'id');
    await refused(shop.api.send('POST', PATH, { payment_intent, amount: 4601 }), 400);
  }),
  assumed('more than is left is refused', ['card'], async (shop) => {
    const payment_intent = text(await paid(shop), 'id');
    await shop.api.post(PATH, { payment_intent, amount: 4000 });
    await refused(shop.api.send('POST', PATH, { payment_intent, amount: 601 }), 400);
  }),
  assumed('what was given back already is refused', ['card'], async (shop) => {
    const payment_intent = text(await paid(shop), 'id');
    await shop.api.post(PATH, { payment_intent });
    await refused(shop.api.send('POST', PATH, { payment_intent }), 400, { code: 'charge_already_refunded' });
  }),
  assumed('only what was captured is given back', ['card'], async (shop) => {
    const intent = await hold(shop);
    await shop.api.post(`${intentOf(intent)}/capture`, { amount_to_capture: 2300 });
    const payment_intent = text(intent, 'id');
    await refused(shop.api.send('POST', PATH, { payment_intent, amount: 2301 }), 400);
    shows(await shop.api.post(PATH, { payment_intent }), { amount: 2300 });
  }),
  documented('a hold has nothing to give back', ['card'], async (shop) => {
    const payment_intent = text(await hold(shop), 'id');
    await refused(shop.api.send('POST', PATH, { payment_intent }), 400);
  }),
  assumed('the charge shows what was given back', ['card'], async (shop) => {
    const payment_intent = text(await paid(shop), 'id');
    await shop.api.post(PATH, { payment_intent, amount: 1000 });
    const charges = await shop.api.get(`/v1/charges?payment_intent=${payment_intent}`);
    shows(items(charges), [{ amount_refunded: 1000, refunded: false }]);
  }),
  documented('an unknown refund is not found', [], async ({ api }) => {
    equal((await api.send('GET', `${PATH}/re_1`)).status, 404);
  }),
]);
