import {
  capabilitiesOfProvider,
  type PaymentProvider,
  type ProviderCapabilities,
} from '../../../libs/domain/capabilities/payment-provider';
import type { ProviderAccess, WooshPayAccess, WorkerConfig } from '../../../libs/config/config';
import type { WholeGateway } from '../../../libs/domain/provider/card-gateway';
import type { DeploymentGuard } from '../../../libs/domain/provider/deployment';
import type { BalanceList } from '../../../libs/domain/provider/balance-list';
import type { ReadPayments } from '../../../libs/domain/provider/payment-records';
import { createBalanceList } from '../../../libs/stripe/balance/balance-list';
import { readPaymentsWith } from '../../../libs/stripe/balance/payments-at-stripe';
import { createEventList, type EventList } from '../../../libs/stripe/events/event-list';
import { createStripeGateway } from '../../../libs/stripe/gateway';
import { createStripeClient } from '../../../libs/stripe/requests/client';
import { openPace, type Pace } from '../../../libs/stripe/requests/pace';
import { createWooshPayGateway } from '../../../libs/wooshpay/gateway';
import { readPaymentsAtWooshPay } from '../../../libs/wooshpay/refunds/payments-at-wooshpay';
import { createWooshPayClient } from '../../../libs/wooshpay/requests/wooshpay-client';
import type { WorkerMetrics } from './worker-metrics';

/** The worker's way to one payment provider. */
export interface ConnectedProvider {
  readonly provider: ProviderCapabilities;
  readonly gateway: WholeGateway;
  /** For the audit: beside the gateway, so that neither hides what the other gets wrong. */
  readonly readPayments: ReadPayments;
  /** Of our calls to it. */
  readonly pace: Pace;
  /** How long one answer is waited for. */
  readonly timeoutSeconds: number;
}

/** The ways to all providers that this worker has keys for. */
export interface ConnectedProviders {
  readonly all: readonly ConnectedProvider[];
  /** Stripe's own list of its events; undefined: nothing is paid through Stripe. */
  readonly eventList: EventList | undefined;
  /** What the books are compared with; undefined: nothing is paid through Stripe. */
  readonly balance: BalanceList | undefined;
  /** Whether our keys move real money: they are all of one mode. */
  readonly livemode: boolean;
  to(provider: PaymentProvider): ConnectedProvider | undefined;
}

/** Connects nothing yet: each request opens its own connection when it leaves. */
export function connectProviders(
  { stripe, wooshPay }: Pick<WorkerConfig, 'stripe' | 'wooshPay'>,
  deployment: DeploymentGuard,
  metrics: WorkerMetrics,
): ConnectedProviders {
  const atStripe = stripe === undefined ? undefined : connectStripe(stripe, deployment, metrics);
  const atWooshPay = wooshPay === undefined ? [] : [connectWooshPay(wooshPay, deployment, metrics)];
  const all = [...(atStripe === undefined ? [] : [atStripe.connected]), ...atWooshPay];
  return {
    all,
    eventList: atStripe?.eventList,
    balance: atStripe?.balance,
    livemode: [stripe, wooshPay].some((access) => access !== undefined && LIVE_KEY.test(access.apiKey)),
    to: (name) => all.find(({ provider }) => provider.provider === name),
  };
}

/** Of Stripe and of WooshPay alike. */
const LIVE_KEY = /^[sr]k_live_/;

function connectStripe(
  access: ProviderAccess,
  deployment: DeploymentGuard,
  metrics: WorkerMetrics,
): {
  readonly connected: ConnectedProvider;
  readonly eventList: EventList;
  readonly balance: BalanceList;
} {
  const pace = openPace(access.ratePerSecond);
  const client = createStripeClient({ ...access, pace, onCall: metrics.stripeAsked.bind(metrics) });
  const gateway = createStripeGateway({ client, deployment });
  const { timeoutSeconds } = access;
  const provider = capabilitiesOfProvider('stripe');
  return {
    connected: { provider, gateway, readPayments: readPaymentsWith(client), pace, timeoutSeconds },
    eventList: createEventList(client),
    balance: createBalanceList(client),
  };
}

function connectWooshPay(
  access: WooshPayAccess,
  deployment: DeploymentGuard,
  metrics: WorkerMetrics,
): ConnectedProvider {
  const pace = openPace(access.ratePerSecond);
  const onCall = metrics.wooshPayAsked.bind(metrics);
  const client = createWooshPayClient({ ...access, turn: () => pace.turn(), onCall });
  const { holdSeconds, timeoutSeconds } = access;
  const gateway = createWooshPayGateway({ client, deployment, holdSeconds });
  const readPayments = readPaymentsAtWooshPay(client);
  return { provider: capabilitiesOfProvider('wooshpay'), gateway, readPayments, pace, timeoutSeconds };
}
