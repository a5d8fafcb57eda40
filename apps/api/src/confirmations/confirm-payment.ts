import { Inject, Injectable } from '@nestjs/common';
import { shipmentsPaidBy } from '../../../../libs/domain/provider/capture-plan';
import type { Requester } from '../../../../libs/domain/orders/requester';
import type { OrderRecord } from '../../../../libs/postgres/records/order-record';
import type { GroundReader, KnownOrder } from '../../../../libs/postgres/reading/ground-reader';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { closedProblem } from '../orders/closed-order';
import { orderNotFound, requireOrder } from '../orders/require-order';
import { requireNoStandstill } from '../orders/standstill';
import { OrderWorkflows } from '../order-workflows/order-workflows';
import { problemOf } from '../problems/refusal';
import { GROUND_READER, ORDER_READER } from '../tokens';
import type { NewConfirmationBody } from './confirmation.schema';

/** The order after a payment method was tried. */
export interface PaymentConfirmed {
  readonly order: OrderRecord;
  /** The same payment method serves already, or the order was paid: this request changed nothing. */
  readonly replayed: boolean;
}

/** Pays an order that waits for a payment method with the one given, or lets another one take its card's place. */
@Injectable()
export class ConfirmPayment {
  constructor(
    @Inject(GROUND_READER) private readonly grounds: GroundReader,
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly workflows: OrderWorkflows,
  ) {}

  async run(orderId: string, body: NewConfirmationBody, requester: Requester, until: Date): Promise<PaymentConfirmed> {
    const ground = await this.grounds.ofOrder(orderId);
    requireNoStandstill(ground);
    if (ground.order === undefined) throw orderNotFound(orderId);
    if (isPaidAtOnce(ground.order)) return { order: await requireOrder(this.orders, orderId), replayed: true };

    const reply = await this.workflows.confirmPayment(orderId, { ...body, ...requester }, until);
    switch (reply.kind) {
      case 'refused':
        throw problemOf(reply.refusal);
      case 'closed':
        return await this.paidBeforeClosing(orderId);
      case 'answered':
        return { order: await requireOrder(this.orders, orderId), replayed: reply.result.replayed };
    }
  }

  /** The workflow of an order that is paid at once may have closed between our reading and our asking. */
  private async paidBeforeClosing(orderId: string): Promise<PaymentConfirmed> {
    const order = await requireOrder(this.orders, orderId);
    if (!isPaidAtOnce(order)) throw await closedProblem(order, this.workflows);
    return { order, replayed: true };
  }
}

/** An order that was paid at once needs no other payment method, and its workflow may have ended. */
function isPaidAtOnce({ authorization }: Pick<KnownOrder, 'authorization'>): boolean {
  if (authorization === null) return false;
  const { state, plan } = authorization;
  return state === 'captured' && plan !== null && shipmentsPaidBy(plan) === 'payment_at_once';
}
