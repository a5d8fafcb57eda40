import type Stripe from 'stripe';
import { z } from 'zod';
import { reportedMoney, sumsByCurrency, type Money } from '../../domain/money/money';
import type {
  BalanceList,
  BalanceMovement,
  BalancePage,
  BalancePageRequest,
  PayoutPage,
  PayoutReading,
} from '../../domain/provider/balance-list';
import { lenient, name, optional, readAnswer, reference, unixInstant, unreadable } from '../requests/answer';
import { read } from '../requests/ask';
import { decimalText } from '../requests/settlement';

/** Stripe's largest page. */
const PAGE = 100;

/** Stripe's balance as a whole, newest first: https://docs.stripe.com/api/balance_transactions/list */
export function createBalanceList(client: Stripe): BalanceList {
  return {
    listMovements: async (request) => pageOf(await read(() => client.balanceTransactions.list(paramsOf(request)))),
    listPaidOut: async (payout, after) =>
      pageOf(await read(() => client.balanceTransactions.list({ payout, limit: PAGE, ...afterOf(after) }))),
    listPayouts: async (request) => payoutsOf(await read(() => client.payouts.list(paramsOf(request)))),
    readBalances: async () => balancesOf(await read(() => client.balance.retrieve())),
    readPayout: async (payoutId) => readPayout(await read(() => client.payouts.retrieve(payoutId))),
  };
}

function paramsOf({ since, after }: BalancePageRequest): {
  created: { gte: number };
  limit: number;
  starting_after?: string;
} {
  return { created: { gte: Math.floor(Date.parse(since) / 1000) }, limit: PAGE, ...afterOf(after) };
}

function afterOf(after: string | null): { starting_after?: string } {
  return after === null ? {} : { starting_after: after };
}

/** A page of any list. Source: https://docs.stripe.com/api/pagination */
const page = z.object({ data: z.array(z.looseObject({ id: name })), has_more: z.boolean() });

function pageOf(answer: unknown): BalancePage {
  const { data, has_more: more } = readAnswer(page, 'list of balance transactions', answer);
  return { movements: data.map(readMovement), next: more ? (data.at(-1)?.id ?? null) : null };
}

function payoutsOf(answer: unknown): PayoutPage {
  const { data, has_more: more } = readAnswer(page, 'list of payouts', answer);
  return { payouts: data.map(readPayout), next: more ? (data.at(-1)?.id ?? null) : null };
}

const parts = z.array(z.object({ amount: z.int(), currency: z.string() }));

/** Source: https://docs.stripe.com/api/balance/balance_object */
const balance = z.object({ available: parts, pending: parts });

function balancesOf(answer: unknown): Money[] {
  const { available, pending } = readAnswer(balance, 'balance', answer);
  const all = [...available, ...pending];
  return sumsByCurrency(all.map(({ amount, currency }) => moneyIn(currency, 'balance', answer)(amount)));
}

/** Longer words are cut where they are kept: no decision depends on them. */
const label = z
  .string()
  .min(1)
  .transform((text) => text.slice(0, 64));

/** Source: https://docs.stripe.com/api/balance_transactions/object */
const movement = z.object({
  id: name,
  type: label,
  reporting_category: label,
  amount: z.int(),
  fee: z.int(),
  net: z.int(),
  currency: z.string(),
  exchange_rate: optional(z.number().positive()),
  source: reference,
  description: lenient(z.string()),
  created: unixInstant,
  available_on: unixInstant,
});

function readMovement(answer: unknown): BalanceMovement {
  const found = readAnswer(movement, 'balance transaction', answer);
  const money = moneyIn(found.currency, `balance transaction ${found.id}`, answer);
  return {
    balanceTransactionId: found.id,
    type: found.type,
    reportingCategory: found.reporting_category,
    gross: money(found.amount),
    fee: money(found.fee),
    net: money(found.net),
    exchangeRate: found.exchange_rate === null ? null : decimalText(found.exchange_rate),
    source: found.source,
    description: found.description?.slice(0, 500) ?? null,
    createdAt: found.created,
    availableOn: found.available_on,
  };
}

/** Source: https://docs.stripe.com/api/payouts/object */
const payout = z.object({
  id: name,
  amount: z.int(),
  currency: z.string(),
  status: label,
  automatic: z.boolean(),
  arrival_date: unixInstant,
  created: unixInstant,
  balance_transaction: reference,
  failure_balance_transaction: reference,
  failure_code: lenient(name),
  reconciliation_status: lenient(z.string()),
});

function readPayout(answer: unknown): PayoutReading {
  const found = readAnswer(payout, 'payout', answer);
  return {
    payoutId: found.id,
    amount: moneyIn(found.currency, `payout ${found.id}`, answer)(found.amount),
    status: found.status,
    automatic: found.automatic,
    arrivalOn: found.arrival_date,
    createdAt: found.created,
    balanceTransactionId: found.balance_transaction,
    failureBalanceTransactionId: found.failure_balance_transaction,
    failureCode: found.failure_code,
    isReconciled: found.automatic && found.reconciliation_status === 'completed',
  };
}

function moneyIn(currency: string, what: string, answer: unknown): (amount: number) => Money {
  return (amount) => {
    try {
      return reportedMoney(amount, currency);
    } catch (error) {
      const why = error instanceof RangeError ? error.message : 'its amount is no money';
      throw unreadable(`Stripe's ${what} cannot be read: ${why}`, answer);
    }
  };
}
