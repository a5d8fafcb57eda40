import type Stripe from 'stripe';
import { createTestStripe, type TestStripe } from '../../../test/setup/emulator';
import { authorizeKey, captureKey, confirmKey, releaseKey } from '../../domain/provider/idempotency-key';
import type { WholeGateway } from '../../domain/provider/card-gateway';
import { money } from '../../domain/money/money';
import type {
  AuthorizeRequest,
  CaptureRequest,
  ConfirmAnswer,
  ConfirmRequest,
  ReleaseAnswer,
  TimeWindow,
} from '../../domain/provider/payment-gateway';
import type { PaymentIntentReading } from '../../domain/provider/payment-intent-reading';
import type { AmountDetails, LineItem } from '../../domain/orders/shipment-price';
import { createStripeClient } from '../requests/client';
import { createStripeGateway } from '../gateway';
import { accountOf } from './scripted-stripe';

/** A shop with one order of 46.00 USD, at an account of the emulator whose faults and clock it commands. */
export class StripeShop {
  private account = at(createTestStripe());

  get stripe(): TestStripe {
    return this.account.stripe;
  }

  get client(): Stripe {
    return this.account.client;
  }

  get gateway(): WholeGateway {
    return this.account.gateway;
  }

  /** Goes on with an account in which nothing has happened. */
  renew(): void {
    this.account = at(createTestStripe());
  }

  async authorized(given: Partial<AuthorizeRequest> = {}): Promise<PaymentIntentReading> {
    const answer = await this.gateway.authorize(order(given));
    if (answer.kind !== 'answered') throw new Error(`Refused: ${JSON.stringify(answer)}`);
    return answer.hold;
  }

  async confirmed(paymentIntentId: string, given: Partial<ConfirmRequest> = {}): Promise<ConfirmAnswer> {
    return this.gateway.confirm({
      idempotencyKey: confirmKey('1042', 1, 1),
      paymentIntentId,
      paymentMethod: 'pm_card_visa',
      features: null,
      returnUrl: null,
      ...given,
    });
  }

  async released(hold: PaymentIntentReading, how: 'cancel' | 'zero_final_capture'): Promise<ReleaseAnswer> {
    const { paymentIntentId } = hold;
    // Each hold of a test is another authorization, and has a key of its own.
    return this.gateway.release({
      orderId: '1042',
      idempotencyKey: `${releaseKey('1042', 1)}/${paymentIntentId}`,
      paymentIntentId,
      how,
    });
  }

  async advance(seconds: number): Promise<void> {
    await this.control('clock', { advance_seconds: seconds });
  }

  async faultOnce(path: string, effect: object): Promise<void> {
    await this.control('faults', { match: { method: 'POST', path, nth: 1, times: 1 }, effect });
  }

  async control(path: string, body: object): Promise<void> {
    const { url, apiKey } = this.stripe;
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}/_emulator/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status.toString()} ${await answer.text()}`);
  }
}

/** One line sets a test file up: each test has an account of its own. */
export function openStripeShop(): StripeShop {
  const shop = new StripeShop();
  beforeEach(() => {
    shop.renew();
  });
  return shop;
}

function at(stripe: TestStripe): { stripe: TestStripe; client: Stripe; gateway: WholeGateway } {
  const client = createStripeClient({ apiKey: stripe.apiKey, apiBase: stripe.url, timeoutSeconds: 5 });
  return { stripe, client, gateway: createStripeGateway(accountOf(client)) };
}

/** A line item worth 21.00 USD. */
export const mug: LineItem = {
  productCode: 'MUG-1',
  productName: 'Mug',
  unitCost: 2000,
  quantity: 1,
  tax: 200,
  discount: 100,
  unitOfMeasure: 'piece',
  commodityCode: '52152101',
};
const plate: LineItem = { ...mug, productCode: 'PLATE-1', productName: 'Plate' };

/** Line items with a shipping of this many minor units. */
export function details(lineItems: readonly LineItem[], shipping: number): AmountDetails {
  return { lineItems, shipping: { amount: shipping, fromPostalCode: '10115', toPostalCode: '20095' } };
}

/** All the time there is. */
export const EVER: TimeWindow = { from: '2020-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' };

/** The one that `order` asks for. */
export const AUTHORIZATION = { orderId: '1042', generation: 1, intendedAt: '2026-11-22T16:00:00.000Z' };

/** A hold of 46.00 USD for two things, unless given otherwise. */
export function order(given: Partial<AuthorizeRequest> = {}): AuthorizeRequest {
  return {
    ref: AUTHORIZATION,
    tier: 'multicapture',
    features: ['multicapture'],
    idempotencyKey: authorizeKey('1042', 1),
    amount: money(4600, 'usd'),
    amountDetails: details([mug, plate], 400),
    paymentMethod: 'pm_card_visa',
    customer: null,
    saveForLater: false,
    returnUrl: null,
    statementDescriptorSuffix: 'ORDER 1042',
    customerReference: 'C-7',
    metadata: { channel: 'web' },
    ...given,
  };
}

/** A capture of 23.00 USD of the hold, not the last, unless given otherwise. */
export function shipmentOf(
  hold: PaymentIntentReading,
  shipmentId: string,
  given: Partial<CaptureRequest> = {},
): CaptureRequest {
  return {
    ref: { shipmentId, generation: 1 },
    orderId: '1042',
    idempotencyKey: captureKey('1042', shipmentId, 1),
    paymentIntentId: hold.paymentIntentId,
    amount: money(2300, 'usd'),
    final: false,
    amountDetails: details([shipmentId === 'A' ? mug : plate], 200),
    customerReference: 'C-7',
    statementDescriptorSuffix: null,
    ...given,
  };
}
