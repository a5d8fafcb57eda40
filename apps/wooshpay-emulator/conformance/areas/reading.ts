import type { JsonObject } from '../../../../libs/emulation/objects/json';
import { area, assumed, documented, hold, intentOf, items, paid, text } from '../behaviour';
import { equal, refused, shows } from '../expectations';

const PATH = '/v1/payment_intents';

const ids = (list: JsonObject): unknown[] => items(list).map(({ id }) => id);

export const reading = area('reading', [
  documented('a read shows what the last answer showed', ['card'], async (shop) => {
    const intent = await hold(shop);
    equal(await shop.api.get(intentOf(intent)), intent);
  }),
  documented('an unknown one is not found', [], async ({ api }) => {
    await refused(api.send('GET', `${PATH}/pi_1`), 404, { type: 'invalid_request_error' });
  }),
  assumed('a list has the newest first', ['quiet account'], async ({ api }) => {
    const [one, two] = [
      await api.post(PATH, { amount: 100, currency: 'USD' }),
      await api.post(PATH, { amount: 200, currency: 'USD' }),
    ];
    equal(ids(await api.get(PATH)), [two['id'], one['id']]);
  }),
  assumed('a list has pages in both directions', ['quiet account'], async ({ api }) => {
    const made: unknown[] = [];
    for (let amount = 1; amount <= 5; amount += 1)
      made.unshift((await api.post(PATH, { amount, currency: 'USD' }))['id']);
    const first = await api.get(`${PATH}?limit=2`);
    equal([ids(first), first['has_more']], [made.slice(0, 2), true]);
    const last = await api.get(`${PATH}?limit=3&starting_after=${String(made[1])}`);
    equal([ids(last), last['has_more']], [made.slice(2), false]);
    const before = await api.get(`${PATH}?limit=1&ending_before=${String(made[2])}`);
    equal([ids(before), before['has_more']], [[made[1]], true]);
  }),
  assumed('a list can be of one customer', [], async ({ api }) => {
    const customer = text(await api.post('/v1/customers', {}), 'id');
    const mine = await api.post(PATH, { amount: 100, currency: 'USD', customer });
    await api.post(PATH, { amount: 100, currency: 'USD' });
    equal(ids(await api.get(`${PATH}?customer=${customer}`)), [mine['id']]);
  }),
  assumed('a list can be of a time', ['clock', 'quiet account'], async ({ api, control }) => {
    await control.post('clock', { freeze: true });
    await api.post(PATH, { amount: 100, currency: 'USD' });
    await control.advance(60);
    const later = await api.post(PATH, { amount: 200, currency: 'USD' });
    equal(ids(await api.get(`${PATH}?created[gte]=${JSON.stringify(later['created'])}`)), [later['id']]);
    equal(ids(await api.get(`${PATH}?created[lt]=${JSON.stringify(later['created'])}`)).length, 1);
  }),
  assumed('a search finds metadata', [], async ({ api }) => {
    const order = `o${String(process.pid)}x${String(performance.now()).replace('.', '')}`;
    const intent = await api.post(PATH, { amount: 100, currency: 'USD', metadata: { order } });
    const query = encodeURIComponent(`metadata['order']:'${order}'`);
    equal(ids(await api.get(`${PATH}/search?query=${query}`)), [intent['id']]);
  }),
  assumed('a search finds the order of the shop, with more conditions', [], async ({ api }) => {
    const order = `m${String(process.pid)}x${String(performance.now()).replace('.', '')}`;
    const intent = await api.post(PATH, { amount: 100, currency: 'USD', merchant_order_id: order });
    const search = async (clause: string): Promise<unknown[]> => {
      const query = encodeURIComponent(`merchant_order_id:'${order}' AND ${clause}`);
      return ids(await api.get(`${PATH}/search?query=${query}`));
    };
    equal(await search("status:'requires_payment_method'"), [intent['id']]);
    equal(await search('amount>100'), []);
  }),
  assumed('a search may be late', ['clock', 'settings'], async ({ api, control }) => {
    await control.post('account', { search_delay_seconds: 60 });
    await api.post(PATH, { amount: 100, currency: 'USD', merchant_order_id: 'late' });
    const query = `${PATH}/search?query=${encodeURIComponent("merchant_order_id:'late'")}`;
    equal(items(await api.get(query)).length, 0);
    await control.advance(61);
    equal(items(await api.get(query)).length, 1);
  }),
  assumed('a search that is not understood is refused', [], async ({ api }) => {
    await refused(api.send('GET', `${PATH}/search?query=anything`), 400);
  }),
  documented('a charge can be read', ['card'], async (shop) => {
    const charge = text(await paid(shop), 'latest_charge');
    shows(await shop.api.get(`/v1/charges/${charge}`), { id: charge, object: 'charge', amount: 4600 });
  }),
  documented('an unknown charge is not found', [], async ({ api }) => {
    await refused(api.send('GET', '/v1/charges/ch_1'), 404);
  }),
]);
