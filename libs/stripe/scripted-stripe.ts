import type Stripe from 'stripe';
import { createServer, type ServerResponse } from 'node:http';
import type { WholeGateway } from '../domain/provider/card-gateway';
import { money } from '../domain/money/money';
import type {
  AuthorizeRequest,
  CaptureRequest,
  ConfirmRequest,
  ReleaseRequest,
} from '../domain/provider/payment-gateway';
import type { StripeAccount } from './requests/account';
import { createStripeClient } from './requests/client';
import { createStripeGateway } from './gateway';

/**
 * For tests of what no emulator answers: a server that says to every POST and every GET what it is told, met through
 * the real SDK.
 */
export interface ScriptedStripe {
  post: Script;
  get: Script;
  readonly url: string;
  readonly gateway: WholeGateway;
  close(): Promise<void>;
}

/** Answers one request. */
export type Script = (response: ServerResponse) => void;

/** A server that fails every request until it is told what to say. */
export async function startScriptedStripe(): Promise<ScriptedStripe> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      (request.method === 'POST' ? scripted.post : scripted.get)(response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
  const url = `http://127.0.0.1:${address.port.toString()}`;
  const scripted: ScriptedStripe = {
    post: failing(500, {}),
    get: failing(500, {}),
    url,
    gateway: gatewayAt(url),
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
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
