import { randomUUID } from 'node:crypto';
import { createDisputeActivities, type DisputeActivities } from '../../../activities/dispute-activities';
import type { DisputeFact, DisputeStep } from '../../../libs/domain/disputes/dispute';
import type { PaymentGateway } from '../../../libs/domain/provider/payment-gateway';
import type { DisputeRecord } from '../../../libs/postgres/records/dispute-record';
import { shipmentOf } from '../../examples/payments';
import { openDisputesAtStripe, type DisputeAtStripe, type DisputesAtStripe } from './disputes-at-stripe';
import { OrderDesk } from './order-desk';
import type { ShopDatabase } from './shop-database';

/** An order with shipment A captured, whose buyer disputes it, and the dispute as its workflow handles it. */
export class DisputeDesk {
  readonly stripe: DisputesAtStripe;

  private constructor(
    private readonly place: ShopDatabase,
    readonly shop: OrderDesk,
    readonly disputeId: string,
  ) {
    this.stripe = openDisputesAtStripe(shop.stripe);
  }

  static async open(
    place: ShopDatabase,
    paymentMethod = 'pm_card_createDispute',
    account: object = {},
  ): Promise<DisputeDesk> {
    const shop = new OrderDesk(place, { payment: { ...new OrderDesk(place).order.payment, paymentMethod } });
    await shop.control('account', account);
    await shop.handle({ kind: 'authorize' });
    const tracked = { carrier: 'UPS', trackingNumber: '1Z999' };
    const shipment = { ...shipmentOf('A', [{ lineId: '1', quantity: 1 }]), ...tracked };
    await shop.handle({ kind: 'capture_shipment', shipment });
    return DisputeDesk.of(place, shop, await shop.paymentIntentId());
  }

  /** The dispute about a payment of an order. */
  static async of(place: ShopDatabase, shop: OrderDesk, paymentIntentId: string): Promise<DisputeDesk> {
    const [dispute] = await openDisputesAtStripe(shop.stripe).list(paymentIntentId);
    if (dispute === undefined) throw new Error('nothing is disputed');
    return new DisputeDesk(place, shop, dispute.id);
  }

  /** Another dispute of the same charge. */
  other(disputeId: string): DisputeDesk {
    return new DisputeDesk(this.place, this.shop, disputeId);
  }

  /** One look, after an event or because it was time, by a worker with this gateway. */
  look(gateway: PaymentGateway = this.shop.gateway, type = 'charge.dispute.updated'): Promise<DisputeFact> {
    const step = this.step({ eventId: `evt_${randomUUID()}`, type });
    return this.shop.environment().run(() => this.activities(gateway).readDispute(step));
  }

  /** One attempt to stage the evidence. */
  stage(gateway: PaymentGateway = this.shop.gateway): Promise<DisputeFact> {
    return this.shop.environment().run(() => this.activities(gateway).stageEvidence(this.step(null)));
  }

  /** One attempt to move what is due of the connected account's share. */
  share(gateway: PaymentGateway = this.shop.gateway): Promise<DisputeFact> {
    return this.shop.environment().run(() => this.activities(gateway).moveSellerShare(this.step(null)));
  }

  /** `taken_back 2070 done`, one for each piece of the connected account's share. */
  async shares(): Promise<string[]> {
    const { transfers } = await this.record();
    return transfers.map(({ direction, amount, state }) => `${direction} ${amount.amount.toString()} ${state}`);
  }

  async record(): Promise<DisputeRecord> {
    const records = await this.place.reader.listDisputes(this.shop.orderId);
    const record = records.find(({ disputeId }) => disputeId === this.disputeId);
    if (record === undefined) throw new Error(`dispute ${this.disputeId} is not recorded`);
    return record;
  }

  async atStripe(): Promise<DisputeAtStripe> {
    const [dispute] = await this.stripe.list(await this.shop.paymentIntentId());
    if (dispute === undefined) throw new Error('Stripe has no dispute');
    return dispute;
  }

  /** What stands on an account of the order's ledger, in each of its currencies. */
  async balance(name: string): Promise<string[]> {
    const { balances } = await this.place.reader.readLedger(this.shop.orderId);
    return balances.flatMap(({ account, balance: { amount, currency } }) =>
      account === name ? [`${amount.toString()} ${currency}`] : [],
    );
  }

  /** The open calls for a person. */
  async attention(): Promise<string[]> {
    return (await this.shop.record()).attention.map(({ code }) => code);
  }

  /** What the timeline says since the capture. */
  async timeline(): Promise<string[]> {
    const kinds = await this.shop.timeline();
    return kinds.slice(kinds.indexOf('shipment_captured') + 1);
  }

  private step(event: DisputeStep['event']): DisputeStep {
    return { orderId: this.shop.orderId, disputeId: this.disputeId, event };
  }

  private activities(gateway: PaymentGateway): DisputeActivities {
    return createDisputeActivities(this.shop.context(gateway));
  }
}
