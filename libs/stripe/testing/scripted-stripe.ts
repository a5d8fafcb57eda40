import type Stripe from 'stripe';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { WholeGateway } from '../../domain/provider/card-gateway';
import { money } from '../../domain/money/money';
import type {
  AuthorizeRequest,
  CaptureRequest,
  ConfirmRequest,
  ReleaseRequest,
} from '../../domain/provider/payment-gateway';
import type { StripeAccount } from '../requests/account';
import { createStripeClient } from '../requests/client';
import { createStripeGateway } from '../gateway';

/** Answers one request. */
export type Script = (response: ServerResponse) => void;

/**
 * For tests of what no emulator answers: a server that says to every POST and every GET what it is told, met through
 * the real SDK. It fails every request until then.
 */
export class ScriptedStripe {
  post: Script = failing(500, {});
  get: Script = failing(500, {});
  private readonly server: Server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      (request.method === 'POST' ? this.post : this.get)(response);
    });
  });

  get url(): string {
    const address = this.server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the server listens while a test runs');
    return `http://127.0.0.1:${address.port.toString()}`;
  }

  get gateway(): WholeGateway {
    return gatewayAt(this.url);
  }

  async start(): Promise<void> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

/** One line sets a test file up. @param read what every read of a test is answered, unless it says otherwise */
export function openScriptedStripe(read: Script = failing(500, {})): ScriptedStripe {
  const scripted = new ScriptedStripe();
  beforeAll(() => scripted.start());
  beforeEach(() => {
    scripted.get = read;
  });
  afterAll(() => scripted.stop());
  return scripted;
}

/** A gateway that asks this address, and gives up after half a second. */
export function gatewayAt(apiBase: string): WholeGateway {
  return createStripeGateway(accountOf(createStripeClient({ apiKey: 'sk_test_1', apiBase, timeoutSeconds: 0.5 })));
}

/** Answers as Stripe does, with a request id. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Script {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_1', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** The message names a person, as some of Stripe's do. */
export function failing(status: number, error: object, headers?: Record<string, string>): Script {
  return json(status, { error: { type: 'invalid_request_error', message: 'of jane@example.com', ...error } }, headers);
}

/** A hold that ran out. */
export const expiredIntent = {
  id: 'pi_1',
  object: 'payment_intent',
  status: 'canceled',
  amount: 4600,
  amount_capturable: 0,
  amount_received: 0,
  cancellation_reason: 'expired',
  last_payment_error: null,
  latest_charge: null,
  metadata: {},
  next_action: null,
};

const amountDetails = { lineItems: [], shipping: { amount: 0, fromPostalCode: null, toPostalCode: null } };

/** A request for a hold of 46.00 USD. */
export const authorization: AuthorizeRequest = {
  ref: { orderId: '1042', generation: 1, intendedAt: '2026-11-22T16:00:00.000Z' },
  tier: 'multicapture',
  features: ['multicapture'],
  idempotencyKey: 'order/1042/authorize/1',
  amount: money(4600, 'usd'),
  amountDetails,
  paymentMethod: 'pm_1',
  customer: null,
  saveForLater: false,
  returnUrl: null,
  statementDescriptorSuffix: null,
  customerReference: null,
  metadata: {},
};

/** A request to try a payment method on that hold. */
export const confirmation: ConfirmRequest = {
  idempotencyKey: 'order/1042/confirm/1/1',
  paymentIntentId: 'pi_1',
  paymentMethod: 'pm_1',
  features: null,
  returnUrl: null,
};

/** A request to capture 23.00 USD of it. */
export const shipment: CaptureRequest = {
  ref: { shipmentId: 'A', generation: 1 },
  orderId: '1042',
  idempotencyKey: 'order/1042/capture/A/1',
  paymentIntentId: 'pi_1',
  amount: money(2300, 'usd'),
  final: false,
  amountDetails,
  customerReference: null,
  statementDescriptorSuffix: null,
};

/** A request to cancel it. */
export const cancellation: ReleaseRequest = {
  orderId: '1042',
  idempotencyKey: 'order/1042/release/1',
  paymentIntentId: 'pi_1',
  how: 'cancel',
};

/** For tests that need no database: the account of a deployment that nobody else goes by. */
export function accountOf(client: Stripe, name = 'test'): StripeAccount {
  const we = { name, epoch: 1 };
  return { client, deployment: { toAct: () => Promise.resolve(we), toRead: () => Promise.resolve(we) } };
}
