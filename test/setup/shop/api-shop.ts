import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { driveApi, WEBHOOK_SECRET, type ApiDriver, type HttpAnswer } from '../../../apps/api/src/testing/api-driver';
import { EXAMPLE_ORDER } from '../../../apps/api/src/testing/example-order';
import type { ApiConfig } from '../../../libs/config/config';
import { freePort } from '../../../libs/local/port';
import { ApiOrder } from './api-order';
import { auditedTests, RunningShop, type ShopSettings } from './audited-tests';

export interface ApiShopSettings extends ShopSettings {
  /** Of the API, where it is not configured as usual. */
  readonly api?: Partial<ApiConfig>;
  /** Whether Stripe brings its events by itself; without, a test brings them with `deliver`. */
  readonly webhooks?: boolean;
}

/** A shop that uses the API of a Holdfast of its own. */
export class ApiShop extends RunningShop {
  private driver: ApiDriver | undefined;

  constructor(protected override readonly settings: ApiShopSettings) {
    super(settings);
  }

  get api(): ApiDriver {
    if (this.driver === undefined) throw new Error('the API runs while a test or one of its hooks does');
    return this.driver;
  }

  override async start(): Promise<void> {
    await super.start();
    const { api, webhooks = false } = this.settings;
    if (!webhooks) {
      this.driver = await driveApi({ ...this.holdfast, ...api });
      return;
    }
    const port = await freePort();
    const secret = await this.stripe.sendEventsTo(`http://127.0.0.1:${port.toString()}/v1/webhooks/stripe`);
    const wooshPay = this.holdfast.wooshPay?.sendEventsTo(`http://127.0.0.1:${port.toString()}/v1/webhooks/wooshpay`);
    const wooshPayWebhookSecrets = wooshPay === undefined ? [] : [await wooshPay];
    const secrets = { webhookSecrets: [secret], wooshPayWebhookSecrets };
    this.driver = await driveApi({ ...this.holdfast, ...secrets, ...api });
    await this.driver.app.listen({ port, host: '127.0.0.1' });
  }

  override async stop(): Promise<void> {
    await this.driver?.close();
    await super.stop();
  }

  /**
   * Places the order of the documentation. @throws when it is not accepted anew
   * @param payment how it is paid, or just its payment method; `{}`: the buyer gives one later
   * @param changes of other fields of the order
   */
  async placeOrder(payment: string | object = 'pm_card_visa', changes: object = {}): Promise<ApiOrder> {
    const order = await this.askForOrder(payment, changes);
    const { status, text } = order.answer;
    if (status !== 201) throw new Error(`the order was answered ${status.toString()}: ${text}`);
    return order;
  }

  /** As `placeOrder`, for an order that may be refused. */
  async askForOrder(payment: string | object = 'pm_card_visa', changes: object = {}): Promise<ApiOrder> {
    const body = orderBody(payment, changes);
    return new ApiOrder(this.holdfast, this.api, body.orderId, await this.api.post('/v1/orders', body));
  }

  /** An order by its id, whether there is one or not. */
  order(orderId: string): ApiOrder {
    return new ApiOrder(this.holdfast, this.api, orderId);
  }

  /** Brings an event to the webhook endpoint, signed as Stripe signs. */
  deliver(event: object | undefined): Promise<HttpAnswer> {
    return deliverTo(this.api, event);
  }
}

/** One line sets a test file up. */
export function openApiShop(settings: ApiShopSettings = {}): ApiShop {
  return auditedTests(new ApiShop(settings), settings);
}

/** What a shop posts to place the order of the documentation, as `placeOrder` does. */
export function orderBody(
  payment: string | object = 'pm_card_visa',
  changes: object = {},
): { readonly orderId: string } & Readonly<Record<string, unknown>> {
  const given = typeof payment === 'string' ? { paymentMethod: payment } : payment;
  return { ...EXAMPLE_ORDER, orderId: `s-${randomUUID()}`, payment: given, ...changes };
}

/** Brings an event to the webhook endpoint of an API, signed as Stripe signs. */
export function deliverTo(api: ApiDriver, event: object | undefined): Promise<HttpAnswer> {
  const payload = JSON.stringify(event);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET });
  return api.post('/v1/webhooks/stripe', payload, { 'stripe-signature': signature });
}

/**
 * An event as Stripe writes it.
 * @param previous what was otherwise before, where the event is about a change
 */
export function stripeEvent(type: string, object: object, previous?: object): { readonly id: string } {
  return {
    ...{ id: `evt_${randomUUID()}`, object: 'event', type, api_version: '2026-10-28.endive', livemode: false },
    ...{
      created: Math.floor(Date.now() / 1000),
      data: { object, ...(previous !== undefined && { previous_attributes: previous }) },
    },
  };
}
