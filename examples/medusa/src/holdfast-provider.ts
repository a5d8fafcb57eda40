import { createHoldfast, orThrow, readEvent, type components, type Holdfast } from '@holdfast/client';
import type * as Medusa from '@medusajs/types';
import { majorUnits, minorUnits } from './minor-units.js';
import { orRefused, unlessMissing } from './refused.js';
import { givenByStorefront, sessionOf, type Session } from './session.js';
import { ACTION, SESSION_STATUS } from './statuses.js';

type Order = components['schemas']['Order'];
type NewOrder = components['schemas']['NewOrder'];

/** `options` of the provider in `medusa-config.ts`. */
export interface HoldfastProviderOptions {
  /** Where Holdfast is, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Out of its `API_KEYS`; left out: it takes requests without. */
  readonly apiKey?: string;
  /** Of the endpoint for Medusa in its `EVENT_ENDPOINTS`, `whsec_…`. */
  readonly eventSecret: string;
  /** What becomes of a hold before it expires, and more; left out: as Holdfast has it. */
  readonly policy?: NewOrder['policy'];
}

/** What this takes of the container of Medusa's payment module. */
export interface PaymentModule {
  /** Its captures: Medusa tells a provider to capture, and the row of the capture says how much. */
  readonly captureService: {
    retrieve(id: string): Promise<Pick<Medusa.CaptureDTO, 'amount' | 'raw_amount'>>;
  };
}

/** A bank that was asked in the browser has answered before this; the rest comes by event. */
const WAIT_FOR_BANK_SECONDS = '10';

/**
 * Pays Medusa's orders through Holdfast. A session of Medusa is an order of Holdfast, placed when the buyer's card is
 * there; each capture is a shipment by amount. Every call may be repeated: Medusa's own ids name what is done.
 */
export class HoldfastProvider implements Medusa.IPaymentProvider {
  /** Medusa calls it `pp_holdfast_` and the id in `medusa-config.ts`. */
  static readonly identifier = 'holdfast';

  readonly #holdfast: Holdfast;

  /** Called by Medusa as it starts. @throws Error when a setting is missing */
  static validateOptions(options: Partial<HoldfastProviderOptions>): void {
    if (options.url === undefined)
      throw new Error('Holdfast: the option url is missing, such as http://127.0.0.1:3000');
    if (options.eventSecret === undefined)
      throw new Error('Holdfast: the option eventSecret is missing, a secret of EVENT_ENDPOINTS');
  }

  constructor(
    private readonly medusa: PaymentModule,
    private readonly options: HoldfastProviderOptions,
  ) {
    const { url, apiKey } = options;
    this.#holdfast = createHoldfast({ url, ...(apiKey !== undefined && { apiKey }) });
  }

  getIdentifier(): string {
    return HoldfastProvider.identifier;
  }

  /** Nothing is placed yet: who only looks into a cart holds no money. */
  async initiatePayment(input: Medusa.InitiatePaymentInput): Promise<Medusa.InitiatePaymentOutput> {
    const session_id = input.data?.['session_id'];
    if (typeof session_id !== 'string') throw new Error('Medusa began a payment session without its id');
    return { id: session_id, status: 'pending', data: { ...begun(session_id, input) } };
  }

  async updatePayment(input: Medusa.UpdatePaymentInput): Promise<Medusa.UpdatePaymentOutput> {
    return { data: { ...begun(sessionOf(input).session_id, input) } };
  }

  /** Places the order with the buyer's card; after 3-D Secure it is called again, and finds it placed. */
  async authorizePayment(input: Medusa.AuthorizePaymentInput): Promise<Medusa.AuthorizePaymentOutput> {
    const session = sessionOf(input);
    if (session.payment_method === undefined) return { status: 'requires_more', data: { ...session } };
    const placed = await orRefused(orThrow(this.#holdfast.POST('/v1/orders', { body: this.#orderOf(session) })));
    const askedBefore = input.data?.['status'] === 'requires_action';
    const order = askedBefore && placed.status === 'requires_action' ? await this.#onceDecided(placed) : placed;
    return { status: SESSION_STATUS[order.status], data: told(session, order) };
  }

  /** A shipment by amount. The one that takes the last of the order releases what is left of the hold. */
  async capturePayment(input: Medusa.CapturePaymentInput): Promise<Medusa.CapturePaymentOutput> {
    const session = sessionOf(input);
    const shipmentId = idOf(input);
    const capture = await this.medusa.captureService.retrieve(shipmentId);
    const amount = minorUnits(capture.raw_amount ?? capture.amount, session.currency);
    const params = { path: { orderId: session.session_id } };
    const body = { shipmentId, amount };
    await orRefused(orThrow(this.#holdfast.POST('/v1/orders/{orderId}/shipments', { params, body })));
    return this.retrievePayment(input);
  }

  async refundPayment(input: Medusa.RefundPaymentInput): Promise<Medusa.RefundPaymentOutput> {
    const session = sessionOf(input);
    const amount = minorUnits(input.amount, session.currency);
    const params = { path: { orderId: session.session_id } };
    const body = { refundId: idOf(input), amount, reason: 'refunded in Medusa' };
    await orRefused(orThrow(this.#holdfast.POST('/v1/orders/{orderId}/refunds', { params, body })));
    return this.retrievePayment(input);
  }

  /** What was not captured goes back to the buyer; what was captured stays. */
  async cancelPayment(input: Medusa.CancelPaymentInput): Promise<Medusa.CancelPaymentOutput> {
    const session = sessionOf(input);
    await this.#cancel(session.session_id);
    return this.retrievePayment(input);
  }

  /** The buyer chose another way to pay, or the cart changed. */
  async deletePayment(input: Medusa.DeletePaymentInput): Promise<Medusa.DeletePaymentOutput> {
    const session_id = input.data?.['session_id'];
    if (typeof session_id === 'string') await this.#cancel(session_id);
    return {};
  }

  async retrievePayment(input: Medusa.RetrievePaymentInput): Promise<Medusa.RetrievePaymentOutput> {
    const session = sessionOf(input);
    const order = await this.#find(session.session_id);
    return { data: order === undefined ? { ...session } : told(session, order) };
  }

  async getPaymentStatus(input: Medusa.GetPaymentStatusInput): Promise<Medusa.GetPaymentStatusOutput> {
    const session = sessionOf(input);
    const order = await this.#find(session.session_id);
    if (order === undefined) return { status: 'pending', data: { ...session } };
    return { status: SESSION_STATUS[order.status], data: told(session, order) };
  }

  /** An event of Holdfast, at `/hooks/payment/holdfast_` and the id. @throws Error when it is not signed */
  async getWebhookActionAndData({
    rawData,
    headers,
  }: Medusa.ProviderWebhookPayload['payload']): Promise<Medusa.WebhookActionResult> {
    const texts = Object.entries(headers).filter((each): each is [string, string] => typeof each[1] === 'string');
    const event = readEvent(rawData.toString(), Object.fromEntries(texts), this.options.eventSecret);
    const action = ACTION[event.type] ?? 'not_supported';
    const { amounts, currency } = event.data.order;
    return { action, data: { session_id: event.orderId, amount: majorUnits(amounts.total, currency) } };
  }

  #orderOf({ session_id, amount, currency, payment_method, return_url }: Session): NewOrder {
    return {
      orderId: session_id,
      currency,
      // Medusa tells a provider what is paid, not what is bought.
      lines: [{ lineId: '1', name: 'Order', quantity: 1, unitPrice: amount }],
      payment: {
        ...(payment_method !== undefined && { paymentMethod: payment_method }),
        ...(return_url !== undefined && { returnUrl: return_url }),
      },
      ...(this.options.policy !== undefined && { policy: this.options.policy }),
    };
  }

  async #find(orderId: string): Promise<Order | undefined> {
    return unlessMissing(orThrow(this.#holdfast.GET('/v1/orders/{orderId}', { params: { path: { orderId } } })));
  }

  /** The buyer is back from their bank; what it said comes to Holdfast by webhook, within seconds. */
  async #onceDecided({ orderId }: Order): Promise<Order> {
    const types = 'order.authorized,order.payment_failed,order.canceled';
    const query = { orderId, types, wait: WAIT_FOR_BANK_SECONDS };
    await orThrow(this.#holdfast.GET('/v1/events', { params: { query } }));
    return orThrow(this.#holdfast.GET('/v1/orders/{orderId}', { params: { path: { orderId } } }));
  }

  /** All that is open. An order that was never placed, or is over, holds nothing. */
  async #cancel(orderId: string): Promise<void> {
    const order = await this.#find(orderId);
    if (order === undefined || !order.actions.includes('cancel')) return;
    const params = { path: { orderId } };
    const body = { cancellationId: 'medusa', reason: 'canceled in Medusa' };
    await orRefused(orThrow(this.#holdfast.POST('/v1/orders/{orderId}/cancellations', { params, body })));
  }
}

function begun(session_id: string, input: Medusa.InitiatePaymentInput): Session {
  const currency = input.currency_code.toLowerCase();
  return { session_id, currency, amount: minorUnits(input.amount, currency), ...givenByStorefront(input.data) };
}

/** What Medusa keeps. The storefront needs the secret and the next action for 3-D Secure, and nobody afterwards. */
function told(session: Session, { status, amounts, payment, workflow }: Order): Record<string, unknown> {
  return {
    ...session,
    status,
    captured: amounts.captured,
    refunded: amounts.refunded,
    workflow_url: workflow.url,
    client_secret: payment.clientSecret,
    next_action: payment.nextAction,
    last_error: payment.lastError?.message ?? null,
  };
}

/** Medusa's id of the capture or refund. */
function idOf({ context }: Medusa.PaymentProviderInput): string {
  if (context?.idempotency_key === undefined) throw new Error('Medusa did not say which capture or refund this is');
  return context.idempotency_key;
}
