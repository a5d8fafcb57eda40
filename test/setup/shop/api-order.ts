import { ledgerSchema } from '../../../apps/api/src/ledger/ledger.schema';
import { orderSchema, type Order } from '../../../apps/api/src/orders/order.schema';
import type { ApiDriver, HttpAnswer } from '../../../apps/api/src/testing/api-driver';
import { timelineSchema } from '../../../apps/api/src/timeline/timeline.schema';
import type { Holdfast } from '../holdfast';
import { PlacedOrder } from './placed-order';
import { units } from './units';

/** An order as a shop has it that uses the API: every word is a request, and every answer is the API's own. */
export class ApiOrder extends PlacedOrder<Order> {
  constructor(
    holdfast: Holdfast,
    private readonly api: ApiDriver,
    orderId: string,
    private readonly answered?: HttpAnswer,
  ) {
    super(holdfast, orderId);
  }

  /** What its placing was answered. @throws when the test did not place it */
  get answer(): HttpAnswer {
    if (this.answered === undefined) throw new Error(`order ${this.orderId} was not placed by the test`);
    return this.answered;
  }

  get path(): string {
    return `/v1/orders/${this.orderId}`;
  }

  /** The order as it was when it was placed. */
  get placed(): Order {
    return orderSchema.parse(this.answer.json());
  }

  async read(): Promise<Order> {
    return orderSchema.parse((await this.get()).json());
  }

  /** @param below of the order: `/timeline`; the order itself without */
  get(below = ''): Promise<HttpAnswer> {
    return this.api.get(`${this.path}${below}`);
  }

  /** @param lines as `units` reads them: `1:2,2:1` */
  ship(shipmentId: string, lines: string, changes: object = {}): Promise<HttpAnswer> {
    return this.api.post(`${this.path}/shipments`, { shipmentId, lines: units(lines), ...changes });
  }

  /** Whatever is open, so much of it in minor units. */
  shipAmount(shipmentId: string, amount: number): Promise<HttpAnswer> {
    return this.api.post(`${this.path}/shipments`, { shipmentId, amount });
  }

  /** @param lines all that is open without */
  cancel(cancellationId: string, lines?: string, changes: object = {}): Promise<HttpAnswer> {
    const content = lines === undefined ? {} : { lines: units(lines) };
    const body = { cancellationId, reason: 'out of stock', ...content, ...changes };
    return this.api.post(`${this.path}/cancellations`, body);
  }

  /** The buyer gives another payment method. */
  confirm(paymentMethod = 'pm_card_visa', changes: object = {}): Promise<HttpAnswer> {
    const requestId = { 'x-request-id': `confirm-${this.orderId}` };
    return this.api.post(`${this.path}/confirm`, { paymentMethod, ...changes }, requestId);
  }

  refund(refundId: string, what: object): Promise<HttpAnswer> {
    return this.api.post(`${this.path}/refunds`, { refundId, reason: 'arrived broken', ...what });
  }

  readRefund(refundId: string): Promise<HttpAnswer> {
    return this.get(`/refunds/${refundId}`);
  }

  readShipment(shipmentId: string): Promise<HttpAnswer> {
    return this.get(`/shipments/${shipmentId}`);
  }

  /** @param lines whatever is open without */
  async shipCheck(lines?: string): Promise<unknown> {
    return (await this.get(`/ship-check${lines === undefined ? '' : `?lines=${lines}`}`)).json();
  }

  async timeline(): Promise<ReturnType<typeof timelineSchema.parse>> {
    return timelineSchema.parse((await this.get('/timeline')).json());
  }

  async ledger(): Promise<ReturnType<typeof ledgerSchema.parse>> {
    return ledgerSchema.parse((await this.get('/ledger')).json());
  }
}
