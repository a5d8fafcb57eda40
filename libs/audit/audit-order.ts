import { totalOf } from '../domain/ledger/ledger-balances';
import type { Money } from '../domain/money/money';
import type { RecordedOrder } from './recorded-order';
import type { StripeRecords } from './stripe-records';

/**
 * Compares everything that is recorded of an order with itself and with Stripe (invariants I3, I9, I12), over all the
 * holds it ever had. The order must be quiet: nothing under way, and no settlement that nobody was told of.
 * @param deployment whose order it is, where the account has others with orders of the same numbers
 * @returns each discrepancy in a sentence, and none when the records are consistent
 */
export function auditOrder(order: RecordedOrder, stripe: StripeRecords, deployment?: string): string[] {
  const own = intentsOf(order, stripe, deployment);
  const compareMoney = stripe.untoldBalance === undefined ? compareBalance : compareUntoldBalance;
  return [
    ...compareWithStripe(order, own, stripe),
    ...compareMoney(order, own, stripe),
    ...compareReadModel(order),
    ...compareCredits(order),
    ...checkMovements(order),
    ...checkAttention(order),
  ].map((text) => `order ${order.orderId}: ${text}`);
}

/** By the name that every PaymentIntent of ours carries, so that a hold that nobody remembers is seen too. */
function intentsOf(
  { orderId, timeline }: RecordedOrder,
  { intents }: StripeRecords,
  deployment: string | undefined,
): StripeRecords['intents'] {
  const known = new Set(timeline.map(({ about }) => about['paymentIntentId']));
  const isNamed = ({ metadata }: StripeRecords['intents'][number]): boolean => {
    const [name] = metadata['holdfast_deployment']?.split('.', 1) ?? [];
    return metadata['holdfast_order_id'] === orderId && (deployment ?? name) === name;
  };
  return intents.filter((intent) => isNamed(intent) || known.has(intent.id));
}

function compareWithStripe(order: RecordedOrder, own: StripeRecords['intents'], stripe: StripeRecords): string[] {
  const { currency } = order;
  const ids = own.map(({ id }) => id);
  const names = ids.length === 0 ? 'no PaymentIntent' : ids.join(', ');
  const refunded = stripe.refunds.filter(
    ({ payment_intent: owner, status }) =>
      owner !== null && ids.includes(owner) && (status === 'succeeded' || status === 'pending'),
  );
  const balance = (account: string): number => balanceOf(order, account, currency);
  return [
    differs(
      'card_holds',
      balance('card_holds'),
      `amount_capturable of ${names}`,
      sum(own, (one) => one.amount_capturable),
    ),
    differs(
      'sales',
      totalOf('sales', order.ledger.balances, currency),
      `amount_received of ${names}`,
      sum(own, (one) => one.amount_received),
    ),
    differs(
      'refunds',
      totalOf('refunds', order.ledger.balances, currency),
      `refunds of ${names}`,
      sum(refunded, ({ amount }) => amount),
    ),
  ].flat();
}

/** What Stripe's balance got, for each currency it got anything in. Until all is settled the ledger knows less. */
function compareBalance(order: RecordedOrder, own: StripeRecords['intents'], stripe: StripeRecords): string[] {
  const { captured, settled } = order.amounts;
  if (captured !== settled) return [];
  const ids = new Set(own.map(({ id }) => id));
  const entered = stripe.balanceTransactions.filter(({ source }) =>
    ids.has(stripe.intentOfSource.get(source ?? '') ?? ''),
  );
  const currencies = new Set([
    ...order.ledger.balances.map(({ balance }) => balance.currency),
    ...entered.map(({ currency }) => currency),
  ]);
  return [...currencies].flatMap((currency) => {
    const there = entered.filter((transaction) => transaction.currency === currency);
    return [
      differs(
        `processing_fees in ${currency}`,
        balanceOf(order, 'processing_fees', currency),
        "Stripe's fees",
        sum(there, ({ fee }) => fee),
      ),
      differs(
        `stripe_balance in ${currency}`,
        balanceOf(order, 'stripe_balance', currency),
        "Stripe's net",
        sum(there, ({ net }) => net),
      ),
    ].flat();
  });
}

/** What a provider owes us that tells no movements of our balance. Until all is settled it may not know itself. */
function compareUntoldBalance(
  order: RecordedOrder,
  own: StripeRecords['intents'],
  { refunds, untoldBalance = '' }: StripeRecords,
): string[] {
  const ids = new Set(own.map(({ id }) => id));
  const back = refunds.filter(({ payment_intent: owner }) => owner !== null && ids.has(owner));
  const owed = sum(own, (one) => one.amount_received) - sum(back, ({ amount }) => amount);
  const { currency } = order;
  return [
    ...differs(untoldBalance, balanceOf(order, untoldBalance, currency), 'received less refunded', owed),
    ...differs('stripe_balance', balanceOf(order, 'stripe_balance', currency), 'nothing', 0),
  ];
}

const FINAL = new Set(['completed', 'canceled']);

function compareReadModel(order: RecordedOrder): string[] {
  const { amounts, currency, status } = order;
  const balance = (account: string): number => balanceOf(order, account, currency);
  const parts = amounts.captured + amounts.held + amounts.released + amounts.lost;
  const bound = amounts.total + (amounts.raised ?? 0);
  return [
    differs('held', amounts.held, 'card_holds', balance('card_holds')),
    differs('held', amounts.held, 'cardholder_authorizations', balance('cardholder_authorizations')),
    differs('captured', amounts.captured, 'sales', totalOf('sales', order.ledger.balances, currency)),
    differs('refunded', amounts.refunded, 'refunds', totalOf('refunds', order.ledger.balances, currency)),
    amounts.refunded > amounts.captured
      ? [`refunded ${amounts.refunded.toString()} exceeds captured ${amounts.captured.toString()}`]
      : [],
    FINAL.has(status) ? differs('captured + held + released + lost', parts, 'total + raised', bound) : [],
    FINAL.has(status) ? differs('held of an order at its end', amounts.held, 'nothing', 0) : [],
    ...order.ledger.balances
      .filter(({ account }) => account === 'processing_fees')
      .map(({ balance: { amount, currency: of } }) =>
        differs(
          `fees in ${of}`,
          amounts.fees.find((fee) => fee.currency === of)?.amount ?? 0,
          'processing_fees',
          amount,
        ),
      ),
  ].flat();
}

/** No credit pays more than it has or is returned more than it paid, and the ledger says the same. */
function compareCredits(order: RecordedOrder): string[] {
  const { credits, currency } = order;
  const wrong = credits.filter(({ amount, used, returned }) => returned > used || used > amount);
  const used = sum(credits, (each) => each.used);
  const booked = balanceOf(order, 'sales_credits', currency);
  return [
    wrong.map(({ creditId, amount, used: paid, returned }) => {
      return `credit ${creditId} of ${amount.toString()} paid ${paid.toString()}, and ${returned.toString()} was returned`;
    }),
    // What was covered and is lost has used its credits, and nothing was sold.
    booked > used ? [`sales_credits is ${booked.toString()}, but shipments used ${used.toString()}`] : [],
    differs(
      'refunds_credits',
      balanceOf(order, 'refunds_credits', currency),
      'what refunds returned',
      sum(credits, ({ returned }) => returned),
    ),
  ].flat();
}

/** Every movement balances in each currency, and the timeline says who made it and why. */
function checkMovements({ ledger, timeline }: RecordedOrder): string[] {
  return ledger.transactions.flatMap(({ sourceKey, at, entries }) => {
    const currencies = [...new Set(entries.map(({ amount }) => amount.currency))];
    const unbalanced = currencies.flatMap((currency) => {
      const own = entries.filter(({ amount }) => amount.currency === currency);
      const left = sum(own, ({ side, amount }) => (side === 'debit' ? amount.amount : -amount.amount));
      return left === 0 ? [] : [`movement ${sourceKey} is off by ${left.toString()} ${currency}`];
    });
    const told = timeline.some((entry) => entry.at === at && entry.who !== '' && entry.message !== '');
    // A split moves nothing: it says of what was told before what it is for.
    return told || sourceKey.startsWith('split/')
      ? unbalanced
      : [...unbalanced, `movement ${sourceKey} at ${at} stands nowhere in the timeline`];
  });
}

function checkAttention({ attention, timeline }: RecordedOrder): string[] {
  return attention.flatMap(({ code }) => {
    const explained = timeline.some(
      ({ kind, message }) => kind === 'attention_opened' && message.startsWith(`${code}: `),
    );
    return explained ? [] : [`attention ${code} is open, and the timeline does not say why`];
  });
}

function balanceOf({ ledger }: RecordedOrder, account: string, currency: string): number {
  const found = ledger.balances.find((each) => each.account === account && each.balance.currency === currency);
  return found?.balance.amount ?? 0;
}

function differs(ours: string, is: Money['amount'], theirs: string, expected: number): string[] {
  return is === expected ? [] : [`${ours} is ${is.toString()}, but ${theirs} is ${expected.toString()}`];
}

function sum<Row>(rows: readonly Row[], amountOf: (row: Row) => number): number {
  return rows.reduce((total, row) => total + amountOf(row), 0);
}
