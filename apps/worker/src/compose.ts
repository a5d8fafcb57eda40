import type { Client } from '@temporalio/client';
import type { NativeConnection, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createAccountingActivities } from '../../../activities/accounting-activities';
import { createDisputeActivities } from '../../../activities/dispute-activities';
import {
  createEventDelivery,
  type SignalDispute,
  type SignalOrder,
  type SignalRefund,
} from '../../../activities/events/event-delivery';
import { createInboxActivities } from '../../../activities/inbox-activities';
import { createMendActivities } from '../../../activities/mend-activities';
import { createMissedEventsActivities } from '../../../activities/missed-events-activities';
import { createPaymentActivities } from '../../../activities/payment-activities';
import { createRefundActivities } from '../../../activities/refund-activities';
import { createWatchActivities } from '../../../activities/watch-activities';
import type { WorkerConfig } from '../../../libs/config/config';
import { openDatabase, type Database } from '../../../libs/postgres/database/database';
import { createDeploymentGuard } from '../../../libs/postgres/deployment/deployment-store';
import { createOrderReader } from '../../../libs/postgres/reading/order-reader';
import { createInbox } from '../../../libs/postgres/events/webhook-event-store';
import { createStripeClient, isLiveKey } from '../../../libs/stripe/requests/client';
import { openPace, type Pace } from '../../../libs/stripe/requests/pace';
import { createBalanceList } from '../../../libs/stripe/balance/balance-list';
import { readPaymentsWith } from '../../../libs/stripe/balance/payments-at-stripe';
import { createEventList } from '../../../libs/stripe/events/event-list';
import { createStripeGateway } from '../../../libs/stripe/gateway';
import { signalWithStart, signalWorkflow } from '../../../libs/temporal/signal-workflow';
import { DISPUTE, disputeEvent, disputeStart } from '../../../workflows/dispute/messages';
import { orderPaymentId, stripeEvent } from '../../../workflows/order-payment/messages';
import { REFUND, refundEvent, refundStart } from '../../../workflows/refund/messages';
import { createBesideRuns } from './beside-runs';
import { createOrderWorkflowRuns } from './order-workflow-runs';
import { WorkerMetrics } from './worker-metrics';
import { createWorkers } from './workers';

/** What a worker process is made of. */
export interface WorkerProcess {
  readonly workers: readonly [Worker, Worker];
  readonly database: Database;
  readonly metrics: WorkerMetrics;
  /** Of our calls to Stripe. */
  readonly pace: Pace;
}

/** What a process brings along: connections that it opened and will close itself. */
export interface WorkerConnections {
  readonly connection: NativeConnection;
  readonly client: Client;
  readonly workflowBundle: { readonly codePath: string };
  readonly log: Logger;
}

/** The composition root of the worker: every collaborator is made here and handed down. */
export async function composeWorker(config: WorkerConfig, around: WorkerConnections): Promise<WorkerProcess> {
  const { client, connection, log, workflowBundle } = around;
  const { orderUrlTemplate, settlementReadAfterSeconds, startAgainAfterSeconds } = config;
  const livemode = isLiveKey(config.stripe.apiKey);
  const clock = (): Date => new Date();
  const database = openDatabase({
    url: config.databaseUrl,
    applicationName: 'holdfast-worker',
    poolSize: config.databasePoolSize,
    onConnectionLost: (error) => {
      log.warn({ error: error.name }, 'a database connection broke; the pool opens another');
    },
  });
  const metrics = new WorkerMetrics();
  const onCall = metrics.stripeAsked.bind(metrics);
  const deployment = createDeploymentGuard(database, config.deployment);
  const pace = openPace(config.stripe.ratePerSecond);
  const stripe = createStripeClient({ ...config.stripe, pace, onCall });
  const gateway = createStripeGateway({ client: stripe, deployment });
  const signalOrder: SignalOrder = (orderId, event) =>
    signalWorkflow(client, orderPaymentId(orderId), stripeEvent, event);
  const signalRefund: SignalRefund = (orderId, refundId, event) =>
    signalWithStart(client, REFUND, refundStart({ orderId, refundId, command: null }), refundEvent, event);
  const signalDispute: SignalDispute = (orderId, disputeId, event) =>
    signalWithStart(client, DISPUTE, disputeStart({ orderId, disputeId }), disputeEvent, event);
  const inbox = createInbox({ database, clock });
  const delivery = createEventDelivery({
    inbox,
    database,
    signalOrder,
    signalRefund,
    signalDispute,
    livemode,
    clock,
    log,
    onDelivery: metrics.eventDelivered.bind(metrics),
  });
  const sweep = { inbox, database, delivery, signalOrder, signalDispute, clock, settlementReadAfterSeconds, log };
  const { retryPauses } = config;
  const { timeoutSeconds: stripeTimeoutSeconds } = config.stripe;
  const waits = { settlementReadAfterSeconds, retryPauses, stripeTimeoutSeconds };
  const payment = { gateway, database, clock, orderUrlTemplate, ...waits, log, recorder: metrics };
  const missed = {
    ...{ events: createEventList(stripe), database, delivery, clock, log, ...config.missedEvents },
    onMissed: metrics.eventsMissed.bind(metrics),
  };
  const runs = createOrderWorkflowRuns(client);
  const accounting = {
    ...{ balance: createBalanceList(stripe), database, clock, log, ...config.balance },
    ...{ orders: createOrderReader(database), readPayments: readPaymentsWith(stripe), look: runs.look },
  };
  const watch = { ...payment, runs, beside: createBesideRuns(client), startAgainAfterSeconds };
  const workers = await createWorkers({
    connection,
    namespace: config.temporal.namespace,
    workflowBundle,
    payments: createPaymentActivities(payment),
    refunds: createRefundActivities(payment),
    disputes: createDisputeActivities(payment),
    inbox: createInboxActivities(sweep),
    missedEvents: createMissedEventsActivities(missed),
    accounting: createAccountingActivities(accounting),
    watch: createWatchActivities(watch),
    mending: createMendActivities(watch),
    maxCachedWorkflows: config.maxCachedWorkflows,
    version: config.version,
  });
  return { workers, database, metrics, pace };
}
