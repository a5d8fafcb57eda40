import { Controller, Inject } from '@nestjs/common';
import type { Database } from '../../../../libs/postgres/database/database';
import { readLedgerAfter } from '../../../../libs/postgres/ledger/ledger-reader';
import { placeMovements } from '../../../../libs/postgres/ledger/place-movements';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import type { MovementRecord } from '../../../../libs/postgres/records/ledger-record';
import { shopId } from '../input/fields';
import { PathPart, Route, UrlQuery } from '../openapi/route';
import { requireLineIds } from '../orders/require-order';
import { DATABASE, ORDER_READER } from '../tokens';
import {
  ledgerPageSchema,
  ledgerQuerySchema,
  ledgerSchema,
  type Ledger,
  type LedgerPageBody,
  type LedgerPageQuery,
} from './ledger.schema';

/** Shows the bookings of an order's money, and those of all orders. */
@Controller()
export class LedgerController {
  constructor(
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  @Route({
    method: 'get',
    path: '/v1/orders/:orderId/ledger',
    tag: 'orders',
    summary: "List every movement of an order's money",
    answers: [
      { status: 200, description: 'Double-entry rows, and the balance of each account', content: ledgerSchema },
    ],
    problems: ['order_not_found', 'temporarily_unavailable'],
  })
  async readLedger(@PathPart('orderId', shopId) orderId: string): Promise<Ledger> {
    const { transactions, balances } = await this.orders.readLedger(orderId);
    if (transactions.length === 0) await requireLineIds(this.orders, orderId);
    return { orderId, transactions: transactions.map(shown), balances: [...balances] };
  }

  @Route({
    method: 'get',
    path: '/v1/ledger',
    tag: 'accounting',
    summary: 'List the movements of money of all orders since your last request',
    description:
      'In one order without gaps: keep `next` and send it as `after`. A movement is in the list once, and never changes; ' +
      'only `balanceTransactionId` of a capture or refund appears when it has settled.',
    answers: [{ status: 200, description: 'A page of double-entry rows', content: ledgerPageSchema }],
    problems: ['temporarily_unavailable'],
  })
  async listMovements(@UrlQuery(ledgerQuerySchema) query: LedgerPageQuery): Promise<LedgerPageBody> {
    await placeMovements(this.database);
    const { movements, through } = await readLedgerAfter(this.database, query);
    const transactions = movements.map((movement) => ({ ...shown(movement), orderId: movement.orderId }));
    return { transactions, next: through.toString() };
  }
}

function shown(movement: MovementRecord): Ledger['transactions'][number] {
  const { transactionId, sourceKey, kind, at, occurredAt, balanceTransactionId, entries } = movement;
  return { transactionId, sourceKey, kind, at, occurredAt, balanceTransactionId, entries: [...entries] };
}
