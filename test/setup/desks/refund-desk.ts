import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { createRefundActivities, type RefundActivities } from '../../../activities/refund-activities';
import type { PaymentGateway } from '../../../libs/domain/provider/payment-gateway';
import type { RefundCommand, RefundFact } from '../../../libs/domain/refunds/refund';
import { totalOf } from '../../../libs/domain/ledger/ledger-balances';
import type { RefundRecord } from '../../../libs/postgres/records/order-record';
import type { NewOrder } from '../../../libs/domain/orders/order';
import { newOrder } from '../../examples/orders';
import { OrderDesk } from './order-desk';
import type { ShopDatabase } from './shop-database';
import { shipping } from '../../examples/inputs';

/** A command to refund; its hash stands for its content, and every one is a request of its own. */
export function refundCommand(refundId: string, what: Partial<RefundCommand>): RefundCommand {
  const content = { refundId, shipmentId: null, lines: null, amount: null, reason: 'arrived broken', ...what };
  const contentHash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const hashes = { contentHash, acceptanceId: randomUUID(), requestId: `request ${refundId}` };
  return { ...hashes, ...content };
}

/** An order with shipment A (line 1) captured, and refunds of it as the refund's workflow makes them. */
export class RefundDesk {
  private constructor(
    private readonly place: ShopDatabase,
    readonly shop: OrderDesk,
  ) {}

  static async open(
    place: ShopDatabase,
    paymentMethod = 'pm_card_visa',
    overrides: Partial<NewOrder> = {},
  ): Promise<RefundDesk> {
    const payment = { ...newOrder().payment, paymentMethod };
    const paying = new OrderDesk(place, { payment, ...overrides });
    await paying.handle({ kind: 'authorize' });
    await paying.handle(shipping('A', '1:1'));
    return new RefundDesk(place, paying);
  }

  /** One attempt of a refund, by a worker with this gateway. */
  request(command: RefundCommand, gateway: PaymentGateway = this.shop.gateway): Promise<RefundFact> {
    const step = { orderId: this.shop.orderId, command };
    return this.shop.environment().run(() => this.activities(gateway).requestRefund(step));
  }

  /** One look at a refund, after an event or because it was time. */
  read(refundId: string, eventId: string | null = null, gateway = this.shop.gateway): Promise<RefundFact> {
    const event = eventId === null ? null : { eventId, type: 'refund.updated' };
    const step = { orderId: this.shop.orderId, refundId, event };
    return this.shop.environment().run(() => this.activities(gateway).readRefund(step));
  }

  async record(refundId: string): Promise<RefundRecord> {
    const record = await this.place.reader.findRefund(this.shop.orderId, refundId);
    if (record === undefined) throw new Error(`refund ${refundId} is not recorded`);
    return record;
  }

  /** What stands on an account of the order's ledger; of sales and refunds, on all of their accounts. */
  async balance(name: string): Promise<number> {
    const { balances } = await this.place.reader.readLedger(this.shop.orderId);
    const [currency = ''] = balances.map(({ balance }) => balance.currency);
    if (name === 'sales' || name === 'refunds') return totalOf(name, balances, currency);
    return balances.find(({ account }) => account === name)?.balance.amount ?? 0;
  }

  async attention(): Promise<string[]> {
    return (await this.shop.record()).attention.map(({ code }) => code);
  }

  /** Somebody refunds in Stripe's own Dashboard. @returns Stripe's id of the refund */
  async refundByHand(amount: number): Promise<string> {
    const { authorization } = await this.shop.record();
    const params = { charge: authorization?.chargeId ?? '', amount: amount.toString() };
    return z.object({ id: z.string() }).parse(await this.shop.submit('/v1/refunds', params)).id;
  }

  /** A refund that another installation of ours made: it carries a name of ours, and we know nothing of it. */
  async refundUnderAnotherName(amount: number): Promise<void> {
    const { authorization } = await this.shop.record();
    await this.shop.gateway.refund({
      ref: { orderId: 'another', refundId: 'another', part: 1 },
      idempotencyKey: randomUUID(),
      chargeId: authorization?.chargeId ?? '',
      amount: { amount, currency: this.shop.order.currency },
      reason: 'duplicate',
    });
  }

  private activities(gateway: PaymentGateway): RefundActivities {
    return createRefundActivities(this.shop.context(gateway));
  }
}
