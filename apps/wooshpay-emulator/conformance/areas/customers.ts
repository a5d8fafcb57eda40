import { area, assumed, documented, items, text } from '../behaviour';
import { equal, refused, shows } from '../expectations';

const PATH = '/v1/customers';
const METHODS = '/v1/payment_methods';
const CARD = { number: '4242424242424242', exp_month: '11', exp_year: '2031', cvc: '123', name: 'Jenny Rosen' };

const people = [
  documented('a customer is made and read', [], async ({ api }) => {
    const said = { name: 'Jenny', email: 'jenny@example.com', phone: '1', description: 'first', metadata: { a: '1' } };
    const customer = await api.post(PATH, said);
    shows(customer, { id: /^cus_/, object: 'customer', ...said });
    equal(await api.get(`${PATH}/${text(customer, 'id')}`), customer);
  }),
  documented('a customer is changed', [], async ({ api }) => {
    const customer = text(await api.post(PATH, { name: 'Jenny' }), 'id');
    shows(await api.post(`${PATH}/${customer}`, { email: 'j@example.com' }), { name: 'Jenny', email: 'j@example.com' });
  }),
  documented('a customer is deleted', [], async ({ api }) => {
    const customer = text(await api.post(PATH, {}), 'id');
    shows(await api.delete(`${PATH}/${customer}`), { id: customer, deleted: true });
    await refused(api.send('GET', `${PATH}/${customer}`), 404);
  }),
  documented('customers are listed', [], async ({ api }) => {
    const email = `j${String(performance.now()).replace('.', '')}@example.com`;
    const customer = await api.post(PATH, { email });
    equal(items(await api.get(`${PATH}?email=${email}`)), [customer]);
  }),
  assumed('a payment for a customer that does not exist is refused', [], async ({ api }) => {
    const asked = { amount: 100, currency: 'USD', customer: 'cus_1' };
    await refused(api.send('POST', '/v1/payment_intents', asked), 404);
  }),
];

const methods = [
  documented('a card becomes a payment method that shows its last digits', ['test methods'], async ({ api }) => {
    shows(await api.post(METHODS, { type: 'card', card: CARD }), {
      id: /^pm_/,
      object: 'payment_method',
      type: 'card',
      card: { last4: '4242', exp_month: 11, exp_year: 2031, brand: 'visa' },
    });
  }),
  documented('the number of a card is in no answer', ['test methods'], async ({ api }) => {
    const method = await api.post(METHODS, { type: 'card', card: CARD });
    equal(JSON.stringify(method).includes(CARD.number), false);
  }),
  documented('the billing details are changed', ['card'], async ({ api, card }) => {
    const intent = await api.post('/v1/payment_intents', { amount: 1, currency: 'USD', payment_method: await card() });
    const billing_details = { name: 'Jenny Rosen', email: 'jenny@example.com' };
    const id = text(intent, 'payment_method');
    shows(await api.post(`${METHODS}/${id}`, { billing_details }), { billing_details });
  }),
  documented('a payment method is attached, listed and detached', ['test methods'], async ({ api }) => {
    const customer = text(await api.post(PATH, {}), 'id');
    const id = text(await api.post(METHODS, { type: 'card', card: CARD }), 'id');
    shows(await api.post(`${METHODS}/${id}/attach`, { customer }), { customer });
    shows(items(await api.get(`${METHODS}?customer=${customer}`)), [{ id }]);
    shows(items(await api.get(`${PATH}/${customer}/payment_methods`)), [{ id }]);
    shows(await api.get(`${PATH}/${customer}/payment_methods/${id}`), { id });
    equal((await api.post(`${METHODS}/${id}/detach`))['customer'], undefined);
    equal(items(await api.get(`${METHODS}?customer=${customer}`)), []);
  }),
  assumed('a payment method of one customer is not attached to another', ['test methods'], async ({ api }) => {
    const [one, other] = [await api.post(PATH, {}), await api.post(PATH, {})];
    const id = text(await api.post(METHODS, { type: 'card', card: CARD }), 'id');
    await api.post(`${METHODS}/${id}/attach`, { customer: text(one, 'id') });
    await refused(api.send('POST', `${METHODS}/${id}/attach`, { customer: text(other, 'id') }), 400);
  }),
  assumed('a card number that is none is refused', [], async ({ api }) => {
    await refused(api.send('POST', METHODS, { type: 'card', card: { ...CARD, number: 'abc' } }), 400, {
      type: 'invalid_request_error',
    });
  }),
];

const setups = [
  documented('a SetupIntent keeps a card at its customer', ['card'], async ({ api, card }) => {
    const customer = text(await api.post(PATH, {}), 'id');
    const setup = await api.post('/v1/setup_intents', { customer, confirm: true, payment_method: await card() });
    shows(setup, { id: /^seti_/, object: 'setup_intent', status: 'succeeded', usage: 'off_session' });
    shows(await api.get(`${METHODS}/${text(setup, 'payment_method')}`), { customer });
  }),
  documented('a SetupIntent can be confirmed later', ['card'], async ({ api, card }) => {
    const setup = await api.post('/v1/setup_intents', {});
    shows(setup, { status: 'requires_payment_method' });
    const path = `/v1/setup_intents/${text(setup, 'id')}`;
    shows(await api.post(`${path}/confirm`, { payment_method: await card() }), { status: 'succeeded' });
    shows(await api.get(path), { status: 'succeeded' });
  }),
  documented('a SetupIntent can be canceled', [], async ({ api }) => {
    const path = `/v1/setup_intents/${text(await api.post('/v1/setup_intents', {}), 'id')}`;
    shows(await api.post(`${path}/cancel`, { cancellation_reason: 'abandoned' }), {
      status: 'canceled',
      cancellation_reason: 'abandoned',
    });
    await refused(api.send('POST', `${path}/cancel`), 400, { code: 'setup_intent_unexpected_state' });
  }),
  documented('a SetupIntent can be changed and listed', [], async ({ api }) => {
    const customer = text(await api.post(PATH, {}), 'id');
    const id = text(await api.post('/v1/setup_intents', { customer }), 'id');
    shows(await api.post(`/v1/setup_intents/${id}`, { description: 'later' }), { description: 'later' });
    shows(items(await api.get(`/v1/setup_intents?customer=${customer}`)), [{ id }]);
  }),
  documented('a declined card is not kept', ['test methods'], async ({ api }) => {
    const asked = { confirm: true, payment_method: 'pm_card_chargeDeclined' };
    await refused(api.send('POST', '/v1/setup_intents', asked), 402, { type: 'card_error' });
  }),
  documented('a card that asks its buyer is kept when they have answered', ['buyer'], async ({ api }) => {
    const customer = text(await api.post(PATH, {}), 'id');
    const payment_method = 'pm_card_threeDSecureRequired';
    const setup = await api.post('/v1/setup_intents', { customer, confirm: true, payment_method });
    shows(setup, { status: 'requires_action', next_action: { type: 'challenge_redirect' } });
    const url = /"url":"([^"]+)"/.exec(JSON.stringify(setup['next_action']))?.[1] ?? '';
    await fetch(url, { method: 'POST', body: new URLSearchParams({ outcome: 'complete' }) });
    shows(await api.get(`/v1/setup_intents/${text(setup, 'id')}`), { status: 'succeeded' });
  }),
  documented('the attempts of a SetupIntent are listed', ['card'], async ({ api, card }) => {
    const setup = await api.post('/v1/setup_intents', { confirm: true, payment_method: await card() });
    const id = text(setup, 'id');
    shows(items(await api.get(`/v1/setup_attempts?setup_intent=${id}`)), [{ setup_intent: id, status: 'succeeded' }]);
  }),
];

export const customers = area('customers and cards', [...people, ...methods, ...setups]);
