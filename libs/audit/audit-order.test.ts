import { auditOrder } from './audit-order';
import type { RecordedOrder } from './recorded-order';
import type { StripeRecords } from './stripe-records';

const at = '2026-11-22T10:00:00.000Z';
const gbp = (amount: number): { amount: number; currency: string } => ({ amount, currency: 'gbp' });
const usd = (amount: number): { amount: number; currency: string } => ({ amount, currency: 'usd' });

/** 46.00 held on two holds, one after the other; 23.00 captured of each, 5.00 refunded, settled in dollars at 1.25. */
const order: RecordedOrder = {
  orderId: '1042',
  status: 'completed',
  currency: 'gbp',
  amounts: {
    ...{ total: 4600, held: 0, captured: 4600, settled: 4600, released: 0, refunded: 500, lost: 0 },
    fees: [usd(226)],
  },
  credits: [],
  attention: [{ code: 'refund_failed' }],
  ledger: {
    transactions: [
      {
        sourceKey: 'capture/A',
        at,
        entries: [
          { side: 'debit', amount: gbp(2300) },
          { side: 'credit', amount: gbp(2300) },
        ],
      },
    ],
    balances: [
      { account: 'card_holds', balance: gbp(0) },
      { account: 'cardholder_authorizations', balance: gbp(0) },
      { account: 'sales', balance: gbp(4600) },
      { account: 'refunds', balance: gbp(500) },
      { account: 'stripe_balance', balance: gbp(0) },
      { account: 'stripe_balance', balance: usd(4899) },
      { account: 'processing_fees', balance: usd(226) },
    ],
  },
  timeline: [
    { at, kind: 'shipment_captured', who: 'shop', message: 'captured', about: { paymentIntentId: 'pi_1' } },
    { at, kind: 'attention_opened', who: 'stripe', message: 'refund_failed: the buyer has no money', about: {} },
  ],
};

const stripe: StripeRecords = {
  intents: ['pi_1', 'pi_2'].map((id) => ({
    ...{ id, currency: 'gbp', amount_received: 2300, amount_capturable: 0 },
    metadata: id === 'pi_2' ? { holdfast_order_id: '1042' } : {},
  })),
  refunds: [
    { id: 're_1', amount: 500, status: 'succeeded', payment_intent: 'pi_1' },
    { id: 're_2', amount: 700, status: 'failed', payment_intent: 'pi_1' },
  ],
  balanceTransactions: [
    { id: 'txn_1', source: 'ch_1', currency: 'usd', fee: 113, net: 2762 },
    { id: 'txn_2', source: 'ch_2', currency: 'usd', fee: 113, net: 2762 },
    { id: 'txn_3', source: 're_1', currency: 'usd', fee: 0, net: -625 },
    { id: 'txn_4', source: 'ch_other', currency: 'usd', fee: 30, net: 70 },
  ],
  intentOfSource: new Map([
    ['ch_1', 'pi_1'],
    ['ch_2', 'pi_2'],
    ['re_1', 'pi_1'],
    ['ch_other', 'pi_other'],
  ]),
};

const orphanedHold = {
  id: 'pi_3',
  currency: 'gbp',
  amount_received: 0,
  amount_capturable: 4600,
  metadata: { holdfast_order_id: '1042' },
};

test('sound books over several holds and two currencies', () => {
  expect(auditOrder(order, stripe)).toEqual([]);
});

test.each<{ what: string; order?: Partial<RecordedOrder>; stripe?: Partial<StripeRecords>; says: string[] }>([
  {
    what: 'a hold that nobody remembers',
    stripe: { intents: [...stripe.intents, orphanedHold] },
    says: ['card_holds is 0, but amount_capturable of pi_1, pi_2, pi_3 is 4600'],
  },
  {
    what: 'a capture that is not booked',
    stripe: { intents: stripe.intents.map((one) => ({ ...one, amount_received: 2400 })) },
    says: ['sales is 4600, but amount_received of pi_1, pi_2 is 4800'],
  },
  {
    what: 'a refund that is not booked',
    stripe: { refunds: stripe.refunds.map((one) => ({ ...one, status: 'succeeded' })) },
    says: ['refunds is 500, but refunds of pi_1, pi_2 is 1200'],
  },
  {
    what: 'a fee that is not booked',
    stripe: { balanceTransactions: stripe.balanceTransactions.map((one) => ({ ...one, fee: one.fee * 2 })) },
    says: ["processing_fees in usd is 226, but Stripe's fees is 452"],
  },
  {
    what: 'money that never reached the balance',
    stripe: { balanceTransactions: stripe.balanceTransactions.filter(({ id }) => id !== 'txn_2') },
    says: [
      "processing_fees in usd is 226, but Stripe's fees is 113",
      "stripe_balance in usd is 4899, but Stripe's net is 2137",
    ],
  },
  {
    what: 'a read model that says something else',
    order: { amounts: { ...order.amounts, held: 1, refunded: 501, fees: [usd(225)] } },
    says: [
      'held is 1, but card_holds is 0',
      'held is 1, but cardholder_authorizations is 0',
      'refunded is 501, but refunds is 500',
      'captured + held + released + lost is 4601, but total + raised is 4600',
      'held of an order at its end is 1, but nothing is 0',
      'fees in usd is 225, but processing_fees is 226',
    ],
  },
  {
    what: 'credits that paid and were returned more than there was',
    order: { credits: [{ creditId: 'gift', amount: 100, used: 200, returned: 300 }] },
    says: [
      'credit gift of 100 paid 200, and 300 was returned',
      'refunds_credits is 0, but what refunds returned is 300',
    ],
  },
  {
    what: 'more refunded than captured',
    order: { amounts: { ...order.amounts, refunded: 4601 } },
    says: ['refunded is 4601, but refunds is 500', 'refunded 4601 exceeds captured 4600'],
  },
  {
    what: 'a movement that is off, and that nobody was told of',
    order: {
      ledger: {
        ...order.ledger,
        transactions: [
          {
            sourceKey: 'x',
            at: '2026-11-22T11:00:00.000Z',
            entries: [
              { side: 'debit', amount: gbp(1) },
              { side: 'credit', amount: usd(1) },
            ],
          },
        ],
      },
    },
    says: [
      'movement x is off by 1 gbp',
      'movement x is off by -1 usd',
      'movement x at 2026-11-22T11:00:00.000Z stands nowhere in the timeline',
    ],
  },
  {
    what: 'a call for a person without a reason',
    order: { attention: [{ code: 'hold_lost' }] },
    says: ['attention hold_lost is open, and the timeline does not say why'],
  },
])('$what', ({ order: changed, stripe: other, says }) => {
  expect(auditOrder({ ...order, ...changed }, { ...stripe, ...other })).toEqual(
    says.map((text) => `order 1042: ${text}`),
  );
});

test('until all captures are settled, what Stripe has in its balance is no discrepancy', () => {
  const waiting = { ...order, status: 'captured', amounts: { ...order.amounts, settled: 2300 } };
  expect(auditOrder(waiting, { ...stripe, balanceTransactions: [] })).toEqual([]);
});
