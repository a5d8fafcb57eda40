import { seconds } from '../../test/setup/pace';
import { startWooshPayEmulator, type WooshPayEmulator } from '../../apps/wooshpay-emulator/src/server';
import type { WholeGateway } from '../domain/provider/card-gateway';
import type { DeploymentGuard } from '../domain/provider/deployment';
import { authorizeKey } from '../domain/provider/idempotency-key';
import { money } from '../domain/money/money';
import type { AuthorizeRequest, CaptureRequest } from '../domain/provider/payment-gateway';
import type { PaymentIntentReading } from '../domain/provider/payment-intent-reading';
import { createWooshPayGateway } from './gateway';
import { createWooshPayClient, type WooshPayCall, type WooshPayClient } from './requests/wooshpay-client';

let keys = 0;

/** For tests: a shop with orders of 46.00 at a local WooshPay whose faults, settings and clock it commands. */
export class ShopAtWooshPay {
  readonly apiKey: string;
  readonly client: WooshPayClient;
  readonly gateway: WholeGateway;
  readonly calls: WooshPayCall[] = [];

  /** @param holdSeconds how long its account is said to hold; seven days without */
  constructor(
    readonly url: string,
    holdSeconds?: number,
  ) {
    keys += 1;
    this.apiKey = `sk_test_w${process.pid.toString()}x${keys.toString()}`;
    this.client = createWooshPayClient({
      apiKey: this.apiKey,
      apiBase: url,
      timeoutSeconds: seconds(2),
      onCall: (call) => this.calls.push(call),
    });
    this.gateway = createWooshPayGateway({ client: this.client, deployment: US, holdSeconds });
  }

  async held(given: Partial<AuthorizeRequest> = {}): Promise<PaymentIntentReading> {
    const answer = await this.gateway.authorize(orderAtWooshPay(given));
    if (answer.kind !== 'answered') throw new Error(`Refused: ${JSON.stringify(answer)}`);
    return answer.hold;
  }

  async advance(seconds: number): Promise<void> {
    await this.control('clock', { advance_seconds: seconds });
  }

  async faultOnce(path: string, effect: object): Promise<void> {
    await this.control('faults', { match: { method: 'POST', path, nth: 1, times: 1 }, effect });
  }

  async control(path: string, body: object): Promise<void> {
    const authorization = `Basic ${Buffer.from(`${this.apiKey}:`).toString('base64')}`;
    const answer = await fetch(`${this.url}/_emulator/${path}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status.toString()} ${await answer.text()}`);
  }
}

const DEPLOYMENT = { name: 'shop', epoch: 1 };

const US: DeploymentGuard = { toAct: () => Promise.resolve(DEPLOYMENT), toRead: () => Promise.resolve(DEPLOYMENT) };

/** A local WooshPay that checks its laws after every request. */
export async function startLocalWooshPay(): Promise<WooshPayEmulator> {
  return startWooshPayEmulator({ checked: true });
}

/** Names the authorization that the tests place. */
export const REF_AT_WOOSHPAY = { orderId: '1042', generation: 1, intendedAt: '2026-11-30T10:00:00.000Z' };

const NO_DETAILS = { lineItems: [], shipping: { amount: 0, fromPostalCode: null, toPostalCode: null } };

/** Of 46.00, with a card that approves. */
export function orderAtWooshPay(given: Partial<AuthorizeRequest> = {}): AuthorizeRequest {
  return {
    ref: REF_AT_WOOSHPAY,
    idempotencyKey: authorizeKey('1042', 1),
    tier: 'plain',
    features: [],
    amount: money(4600, 'usd'),
    amountDetails: NO_DETAILS,
    paymentMethod: 'pm_card_visa',
    customer: null,
    saveForLater: false,
    returnUrl: null,
    statementDescriptorSuffix: null,
    customerReference: null,
    metadata: {},
    ...given,
  };
}

/** The final capture of a shipment. */
export function shipmentAtWooshPay(
  hold: PaymentIntentReading,
  amount: number,
  given: Partial<CaptureRequest> = {},
): CaptureRequest {
  return {
    ref: { shipmentId: 's1', generation: 1 },
    orderId: '1042',
    idempotencyKey: `order/1042/capture/s1/1/${hold.paymentIntentId}`,
    paymentIntentId: hold.paymentIntentId,
    amount: money(amount, 'usd'),
    final: true,
    amountDetails: NO_DETAILS,
    customerReference: null,
    statementDescriptorSuffix: null,
    ...given,
  };
}
