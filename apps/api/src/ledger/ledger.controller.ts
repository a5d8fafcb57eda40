import { Controller, Inject } from '@nestjs/common';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { shopId } from '../input/fields';
import { PathPart, Route } from '../openapi/route';
import { requireLineIds } from '../orders/require-order';
import { ORDER_READER } from '../tokens';
import { ledgerSchema, type Ledger } from './ledger.schema';

/** Shows the bookings of an order's money. */
@Controller()
export class LedgerController {
  constructor(@Inject(ORDER_READER) private readonly orders: OrderReader) {}

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
    return {
      orderId,
      transactions: transactions.map((transaction) => ({ ...transaction, entries: [...transaction.entries] })),
      balances: [...balances],
    };
  }
}
