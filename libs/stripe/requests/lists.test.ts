import { money } from '../../domain/money/money';
import { authorization, json, openScriptedStripe } from '../testing/scripted-stripe';
import { EVER } from '../testing/stripe-shop';

const stripe = openScriptedStripe();

describe('lists', () => {
  const other = {
    id: 'pi_0',
    status: 'requires_capture',
    metadata: { holdfast_deployment: 'test', holdfast_order_id: '1042', holdfast_authorization_generation: '9' },
  };

  test('a hold is not called absent while the list goes on', async () => {
    let pages = 0;
    stripe.get = (response) => {
      pages += 1;
      json(200, { object: 'list', data: [other], has_more: true })(response);
    };
    const search = { ref: authorization.ref, between: EVER };
    await expect(stripe.gateway.findHold(search)).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      message: expect.stringContaining('more than 5000 PaymentIntents') as string,
    });
    expect(pages).toBe(50);
  });

  test.each([
    { given: { amount: 2300.5 }, path: 'amount' },
    { given: { fee: undefined }, path: 'fee' },
    { given: { currency: 'USD' }, path: 'USD' },
    { given: { amount: 2 ** 53 }, path: 'amount' },
  ])('a settlement that cannot be read is not made up: $given', async ({ given, path }) => {
    const transaction = { id: 'txn_1', type: 'charge', created: 1, currency: 'usd', amount: 2300, fee: 97, net: 2203 };
    stripe.get = json(200, { data: [{ ...transaction, ...given }], has_more: false });
    await expect(stripe.gateway.readSettlements('ch_1')).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      message: expect.stringContaining(path) as string,
    });
  });

  test('settlements are captures only, oldest first, with rates as decimal text', async () => {
    const transaction = { type: 'charge', created: 1, currency: 'eur', amount: 2000, fee: 90, net: 1910 };
    const data = [
      { ...transaction, id: 'txn_4', type: 'payment', exchange_rate: 0.00000064 },
      { ...transaction, id: 'txn_3', type: 'refund' },
      { ...transaction, id: 'txn_2', type: 'charge', exchange_rate: 0.869 },
      { ...transaction, id: 'txn_1', type: 'charge', exchange_rate: null },
    ];
    stripe.get = json(200, { data, has_more: false });
    const { settlements } = await stripe.gateway.readSettlements('ch_1');
    expect(settlements.map(({ balanceTransactionId, exchangeRate }) => [balanceTransactionId, exchangeRate])).toEqual([
      ['txn_1', null],
      ['txn_2', '0.869'],
      ['txn_4', '0.00000064'],
    ]);
    expect(settlements[0]).toEqual({
      balanceTransactionId: 'txn_1',
      createdAt: '1970-01-01T00:00:01.000Z',
      amount: money(2000, 'eur'),
      fee: money(90, 'eur'),
      net: money(1910, 'eur'),
      exchangeRate: null,
    });
  });
});
