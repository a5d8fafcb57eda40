import { randomUUID } from 'node:crypto';
import { createRefundActivities, type RefundActivities } from '../../../activities/refund-activities';
import type { ConnectTerms } from '../../../libs/domain/orders/connect-terms';
import type { NewOrder } from '../../../libs/domain/orders/order';
import type { PaymentGateway } from '../../../libs/domain/provider/payment-gateway';
import type { RefundCommand, RefundFact } from '../../../libs/domain/refunds/refund';
import type { RefundRecord } from '../../../libs/postgres/records/order-record';
import { connectTerms } from '../../examples/arbitrary-connect';
import { newOrder } from '../../examples/orders';
import { shipmentOf } from '../../examples/payments';
import { openEmulatorControl, type EmulatorControl } from '../emulator-control';
import { WorkerKilled } from '../killed-worker';
import { OrderDesk } from './order-desk';
import type { ShopDatabase } from './shop-database';
import { expectConsistentRecords } from '../consistent-records';
import { expectSoundShares } from '../sound-shares';

/** An order that is split with a seller, as its workflows drive it: shipments, settlements and refunds. */
export class ConnectDesk {
  readonly shop: OrderDesk;
  readonly stripe: EmulatorControl;

  constructor(
    private readonly place: ShopDatabase,
    terms: Partial<ConnectTerms>,
    overrides: Partial<NewOrder> = {},
  ) {
    const { payment } = newOrder(overrides);
    this.shop = new OrderDesk(place, { ...overrides, payment: { ...payment, connect: connectTerms(terms) } });
    this.stripe = openEmulatorControl(this.shop.stripe);
  }

  /** Both lines of the example shipped, each a shipment. */
  async shipBoth(): Promise<void> {
    await this.shop.handle({ kind: 'authorize' });
    await this.ship('A', '1');
    await this.ship('B', '2');
  }

  async ship(shipmentId: string, lineId: string): Promise<void> {
    await this.shop.handle({ kind: 'capture_shipment', shipment: shipmentOf(shipmentId, [{ lineId, quantity: 1 }]) });
  }

  /** What the workflow does after an event that names the charge. */
  async settle(gateway: PaymentGateway = this.shop.gateway): Promise<void> {
    const { authorization } = await this.shop.record();
    const names = { paymentIntentId: null, chargeId: authorization?.chargeId ?? null };
    const step = this.shop.stepFor({
      kind: 'provider_event',
      event: { eventId: `evt_${randomUUID()}`, type: 'charge.updated', about: 'settlement', ...names },
    });
    this.shop.learn(step, await this.shop.attempt(step, gateway));
  }

  async shipAndSettle(): Promise<void> {
    await this.shipBoth();
    await this.shop.pass(60);
    await this.settle();
  }

  /** One attempt of a refund, by a worker with this gateway. */
  request(command: RefundCommand, gateway: PaymentGateway = this.shop.gateway): Promise<RefundFact> {
    const { orderId } = this.shop;
    return this.shop.environment().run(() => this.refunds(gateway).requestRefund({ orderId, command }));
  }

  /** One look at a refund, as its workflow takes when it is due. */
  look(refundId: string, gateway: PaymentGateway = this.shop.gateway): Promise<RefundFact> {
    const { orderId } = this.shop;
    return this.shop.environment().run(() => this.refunds(gateway).readRefund({ orderId, refundId, event: null }));
  }

  async refund(refundId: string): Promise<RefundRecord> {
    const record = await this.place.reader.findRefund(this.shop.orderId, refundId);
    if (record === undefined) throw new Error(`refund ${refundId} is not recorded`);
    return record;
  }

  /** `transfer 2300 done`, one for each reversal of the refund. */
  async reversals(refundId: string): Promise<string[]> {
    const { reversals } = await this.refund(refundId);
    return reversals.map(({ kind, amount, state }) => `${kind} ${amount.amount.toString()} ${state}`);
  }

  async attention(): Promise<string[]> {
    return (await this.shop.record()).attention.map(({ code }) => code);
  }

  async expectSound(): Promise<void> {
    await expectSoundShares({ reader: this.place.reader, stripe: this.stripe }, this.shop.orderId);
    await expectConsistentRecords({ reader: this.place.reader, stripe: this.shop.stripe }, this.shop.orderId);
    await this.stripe.requireSound();
  }

  private refunds(gateway: PaymentGateway): RefundActivities {
    return createRefundActivities(this.shop.context(gateway));
  }
}

/** A worker that is killed once this reversal was made, the first being 1: nobody sees its answer. */
export function killedAfterReversal(gateway: PaymentGateway, nth: number): PaymentGateway {
  let made = 0;
  return {
    ...gateway,
    reverseShare: async (request) => {
      const answer = await gateway.reverseShare(request);
      made += 1;
      if (made === nth) throw new WorkerKilled(`after reversal ${nth.toString()}`);
      return answer;
    },
  };
}
