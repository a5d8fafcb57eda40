import { setTimeout as pause } from 'node:timers/promises';
import type { PaymentProvider } from '../../../libs/domain/capabilities/payment-provider';
import type { OrderRecord } from '../../../libs/postgres/records/order-record';
import { shipmentBody, UNIT_WORTH } from '../../scenarios/order';
import type { Subject } from '../calls/subject';
import type { Account } from '../place/accounts';
import { lookPatiently } from '../../setup/eventually';
import type { Place } from '../place/place';

/** An answer to the shop that no fault excuses. */
export class WrongAnswer extends Error {}

export interface ShopAnswer {
  readonly status: number;
  readonly text: string;
}

/** What an order is made of, besides its units: each is worth `UNIT_WORTH`. */
export interface OrderTerms {
  readonly units: number;
  readonly payment?: Readonly<Record<string, unknown>>;
  readonly policy?: Readonly<Record<string, unknown>>;
  /** What the shop took beside the card, in minor units; absent: nothing. */
  readonly giftCard?: number;
  /** Whether the shop's own checkout has made the payment, and it is held already. */
  readonly bringsPayment?: boolean;
  /** Whether the deadline comes while units are open. */
  readonly awaitsDeadline?: boolean;
}

/**
 * A shop with one order, in the words of test/setup/shop. It repeats a request under the same id until it has a definite
 * answer, as the docs ask it to.
 */
export class PatientShop {
  customer = 'none yet';

  constructor(
    readonly place: Place,
    readonly subject: Subject,
    private readonly provider: PaymentProvider = 'stripe',
  ) {}

  /** Where its order is paid. */
  get account(): Account {
    return this.place.accounts[this.provider];
  }

  get orderId(): string {
    return this.subject.orderId;
  }

  async placeOrder({ units, policy = {}, awaitsDeadline = false, ...terms }: OrderTerms): Promise<void> {
    const { account, place, orderId, provider } = this;
    this.customer = await account.createCustomer();
    place.subjects.learn(this.subject, this.customer);
    const { payment = {}, bringsPayment = false, giftCard } = terms;
    const paid = bringsPayment ? { paymentIntent: await this.payElsewhere(units) } : { paymentMethod: 'pm_card_visa' };
    const line = { lineId: '1', productCode: 'SKU001', name: 'Product 001', quantity: units };
    const answer = await this.post('/v1/orders', {
      ...{ orderId, currency: 'usd', shipping: { amount: 10 * units } },
      lines: [{ ...line, unitPrice: 1_000, taxAmount: 90 * units }],
      ...(giftCard !== undefined && { credits: [{ creditId: 'gift', amount: giftCard }] }),
      payment: { ...(provider !== 'stripe' && { provider }), ...paid, customer: this.customer, ...payment },
      policy: { marginSeconds: awaitsDeadline ? Math.round(place.holdSeconds / 2) : 3, ...policy },
    });
    if (answer.status >= 300) throw new WrongAnswer(`the order was answered ${told(answer)}`);
  }

  /** Places an order that needs nothing of the buyer, and waits for what its status says it waits for. */
  async placeHeldOrder(terms: OrderTerms): Promise<void> {
    await this.placeOrder(terms);
    await this.until('the hold', ({ amounts }) => amounts.held > 0);
  }

  /** @returns whether the shipment may leave; a refusal is right only where the deadline came first */
  async ship(shipmentId: string, quantity = 1, more: object = {}): Promise<boolean> {
    const body = { ...shipmentBody(shipmentId, quantity), carrier: 'UPS', trackingNumber: '1Z999', ...more };
    return this.send(shipmentId, body);
  }

  /** As `ship`, for a shop that names no units. @param amount minor units */
  async shipAmount(shipmentId: string, amount: number): Promise<boolean> {
    return this.send(shipmentId, { shipmentId, amount });
  }

  private async send(shipmentId: string, body: object): Promise<boolean> {
    const answer = await this.post(`/v1/orders/${this.orderId}/shipments`, body);
    if (answer.status < 300) return true;
    if (answer.status === 409 && (await this.deadlineCame())) return false;
    throw new WrongAnswer(`shipment ${shipmentId} was answered ${told(answer)}`);
  }

  async changeLines(path: string, body: object): Promise<void> {
    const answer = await this.post(`/v1/orders/${this.orderId}/${path}`, body);
    if (answer.status >= 300) throw new WrongAnswer(`the change of lines was answered ${told(answer)}`);
  }

  /** The buyer gives another card. */
  async confirm(paymentMethod: string): Promise<void> {
    const answer = await this.post(`/v1/orders/${this.orderId}/confirm`, { paymentMethod });
    if (answer.status >= 300) throw new WrongAnswer(`the other card was answered ${told(answer)}`);
  }

  /** The buyer pays in the shop's own checkout. @returns the provider's id of the payment */
  private async payElsewhere(units: number): Promise<string> {
    const id = await this.account.payElsewhere(this.customer, worthOf(units));
    this.place.subjects.learn(this.subject, id);
    return id;
  }

  async cancel(): Promise<void> {
    const body = { cancellationId: 'C1', reason: 'sold out' };
    const answer = await this.post(`/v1/orders/${this.orderId}/cancellations`, body);
    if (answer.status >= 300) throw new WrongAnswer(`the cancellation was answered ${told(answer)}`);
  }

  async refund(refundId: string, body: object): Promise<void> {
    const answer = await this.post(`/v1/orders/${this.orderId}/refunds`, { refundId, reason: 'broken', ...body });
    if (answer.status >= 300) throw new WrongAnswer(`refund ${refundId} was answered ${told(answer)}`);
  }

  /** The buyer presses the button on the bank's page. */
  async authenticate({ authorization }: OrderRecord): Promise<void> {
    const action = authorization?.nextAction;
    // Where an order shows no page, the provider's script in the browser opens the one that it names itself.
    const page =
      action?.type === 'redirect_to_url' ? action.url : await this.pageInBrowser(authorization?.clientSecret ?? null);
    const body = new URLSearchParams({ outcome: 'complete' });
    await fetch(page, { method: 'POST', body, redirect: 'manual', signal: AbortSignal.timeout(20_000) });
  }

  private async pageInBrowser(clientSecret: string | null): Promise<string> {
    if (clientSecret === null) throw new WrongAnswer('there is neither a page for the buyer nor a client secret');
    return this.account.pageFor(clientSecret);
  }

  async record(): Promise<OrderRecord> {
    const record = await lookPatiently(() => this.place.reader.findOrder(this.orderId));
    if (record === undefined) throw new Error(`order ${this.orderId} is not recorded`);
    return record;
  }

  /** Looks past the API, whose calls are counted. */
  async until(what: string, isIt: (order: OrderRecord) => boolean): Promise<OrderRecord> {
    return this.waitFor(what, () => this.record(), isIt);
  }

  /** Asks ever more seldom, because many wait at one time. */
  async waitFor<Answer>(what: string, ask: () => Promise<Answer>, isIt: (answer: Answer) => boolean): Promise<Answer> {
    const end = Date.now() + this.place.patienceMs;
    for (let waited = 100; ; waited = Math.min(waited * 1.3, 1_000)) {
      const answer = await lookPatiently(ask);
      if (isIt(answer)) return answer;
      if (Date.now() > end) throw new WrongAnswer(`waited in vain: ${what}; the last was ${JSON.stringify(answer)}`);
      await pause(waited);
    }
  }

  private async deadlineCame(): Promise<boolean> {
    const { holds, authorization } = await this.record();
    const releaseAt = authorization?.releaseAt ?? null;
    return holds.length > 1 || (releaseAt !== null && Date.parse(releaseAt) <= Date.now());
  }

  /** 503 and 504 say that repeating is safe; no answer at all says as little. */
  private async post(path: string, body: object): Promise<ShopAnswer> {
    const end = Date.now() + this.place.patienceMs;
    for (let waited = 100; ; waited = Math.min(waited * 2, 1_000)) {
      const answer = await this.postOnce(path, body);
      if (answer.status === 500) throw new WrongAnswer(`POST ${path} was answered ${told(answer)}`);
      if (answer.status !== 0 && answer.status < 500) return answer;
      if (Date.now() > end) throw new WrongAnswer(`POST ${path} has no answer in time, the last is ${told(answer)}`);
      await pause(waited);
    }
  }

  private async postOnce(path: string, body: object): Promise<ShopAnswer> {
    const begun = performance.now();
    try {
      const answer = await fetch(`${this.place.apiUrl}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(30_000),
      });
      const text = await answer.text();
      if (answer.ok) this.place.tellAnswer(performance.now() - begun);
      return { status: answer.status, text };
    } catch (error) {
      return { status: 0, text: String(error) };
    }
  }
}

/** What so many units are worth. */
export function worthOf(units: number): number {
  return units * UNIT_WORTH;
}

function told({ status, text }: ShopAnswer): string {
  return `${status.toString()}: ${text.slice(0, 300)}`;
}
