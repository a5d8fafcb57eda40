import { auditNow, type OrderAuditContext } from '../../../activities/accounting/audit-now';
import { loadWorkerConfig, type WorkerConfig } from '../../../libs/config/config';
import { isDay, startOfDay } from '../../../libs/domain/accounting/calendar';
import type { PaymentProvider } from '../../../libs/domain/capabilities/payment-provider';
import type { ReadPayments } from '../../../libs/domain/provider/payment-records';
import { ordersMovedSince } from '../../../libs/postgres/accounting/audit-store';
import { findDifferences } from '../../../libs/postgres/accounting/balance-differences';
import { openDatabase } from '../../../libs/postgres/database/database';
import { requireDeployment } from '../../../libs/postgres/deployment/deployment-store';
import { createOrderReader } from '../../../libs/postgres/reading/order-reader';
import { readPaymentsWith } from '../../../libs/stripe/balance/payments-at-stripe';
import { createStripeClient } from '../../../libs/stripe/requests/client';
import { openPace } from '../../../libs/stripe/requests/pace';
import { temporalClient } from '../../../libs/temporal/connection';
import { lookAtWorkflow } from '../../../libs/temporal/workflow-look';
import { readPaymentsAtWooshPay } from '../../../libs/wooshpay/refunds/payments-at-wooshpay';
import { createWooshPayClient } from '../../../libs/wooshpay/requests/wooshpay-client';
import { orderPaymentId } from '../../../workflows/order-payment/messages';

/** Which orders are audited. */
type Scope = { readonly since: string } | { readonly orderId: string };

const USAGE = 'Usage: npm run audit -- --since 2026-11-01, or npm run audit -- --order 1042';

/** Orders that are asked for at once; each is audited by itself. */
const ORDERS_AT_ONCE = 500;
/** Calls to a provider a second at most: the workers have the rest of the account's pace. */
const CALLS_PER_SECOND = 10;
const TOLD_AT_MOST = 1_000;

/**
 * `npm run audit`: compares orders with their ledger, their workflow and their provider, and Stripe's balance with the
 * ledger. Reads only. Ends with 1 where anything differs.
 */
async function main(): Promise<void> {
  const scope = scopeOf(process.argv.slice(2));
  const config = loadWorkerConfig(process.env);
  const database = openDatabase({ url: config.databaseUrl, applicationName: 'holdfast-audit' });
  const temporal = temporalClient(config.temporal);
  try {
    await requireDeployment(database, config.deployment);
    const readers = readersOf(config);
    const context: OrderAuditContext = {
      database,
      orders: createOrderReader(database),
      readPaymentsAt: (provider) => readers[provider],
      look: (orderId) => lookAtWorkflow(temporal, orderPaymentId(orderId)),
    };
    process.exitCode = (await auditAll(context, scope)) === 0 ? 0 : 1;
  } finally {
    await Promise.all([database.destroy(), temporal.connection.close()]);
  }
}

/** Of the providers that there are keys for. */
function readersOf({ stripe, wooshPay }: WorkerConfig): Partial<Record<PaymentProvider, ReadPayments>> {
  const pace = openPace(CALLS_PER_SECOND);
  return {
    ...(stripe && { stripe: readPaymentsWith(createStripeClient({ ...stripe, pace })) }),
    ...(wooshPay && {
      wooshpay: readPaymentsAtWooshPay(createWooshPayClient({ ...wooshPay, turn: () => pace.turn() })),
    }),
  };
}

function scopeOf([option, value, ...rest]: readonly string[]): Scope {
  if (rest.length === 0 && value !== undefined) {
    if (option === '--since' && isDay(value)) return { since: startOfDay(value, 'UTC') };
    if (option === '--order') return { orderId: value };
  }
  throw new Error(USAGE);
}

/** @returns how many differences there are */
async function auditAll(context: OrderAuditContext, scope: Scope): Promise<number> {
  const counts = { audited: 0, differences: 0, notQuiet: 0, notConnected: 0 };
  for await (const orderId of ordersOf(context, scope)) {
    const audit = await auditNow(context, orderId);
    if (audit.kind === 'not_found') throw new Error(`There is no order ${orderId}.`);
    if (audit.kind === 'not_quiet') counts.notQuiet += 1;
    if (audit.kind === 'not_connected') counts.notConnected += 1;
    if (audit.kind !== 'audited') continue;
    counts.audited += 1;
    counts.differences += audit.differences.length;
    for (const difference of audit.differences) say(difference);
  }
  if ('since' in scope) counts.differences += await tellBalance(context, scope.since);
  const { audited, differences, notQuiet, notConnected } = counts;
  const busy = notQuiet === 0 ? '' : `; ${notQuiet.toString()} not, for something of them was under way`;
  const elsewhere =
    notConnected === 0 ? '' : `; ${notConnected.toString()} not, for there is no key for their provider`;
  say(`${audited.toString()} orders audited${busy}${elsewhere}. Differences: ${differences.toString()}.`);
  return differences;
}

async function* ordersOf({ database }: OrderAuditContext, scope: Scope): AsyncGenerator<string, void> {
  if ('orderId' in scope) {
    yield scope.orderId;
    return;
  }
  for (let after: string | null = null; ;) {
    const orderIds = await ordersMovedSince(database, { since: scope.since, after, atMost: ORDERS_AT_ONCE });
    yield* orderIds;
    after = orderIds.at(-1) ?? null;
    if (after === null) return;
  }
}

async function tellBalance({ database }: OrderAuditContext, from: string): Promise<number> {
  const found = await findDifferences(database, { from, to: '9999-12-31' }, TOLD_AT_MOST);
  for (const { balanceTransactionId, orderId, currency, net, ledgerNet } of found) {
    const booked = ledgerNet === null ? 'nothing' : ledgerNet.toString();
    const whose = orderId === null ? 'a payout' : `order ${orderId}`;
    say(`${balanceTransactionId} of ${whose} moved ${net.toString()} ${currency}, and the ledger has ${booked}`);
  }
  return found.length;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
