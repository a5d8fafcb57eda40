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
import type { MendContext } from '../../../activities/watch/mend-order';
import type { StepContext } from '../../../activities/steps/step-context';
import { createWatchActivities } from '../../../activities/watch-activities';
import type { WorkerConfig } from '../../../libs/config/config';
import type { PaymentProvider } from '../../../libs/domain/capabilities/payment-provider';
import { openDatabase, type Database } from '../../../libs/postgres/database/database';
import { createDeploymentGuard } from '../../../libs/postgres/deployment/deployment-store';
import { createOrderReader } from '../../../libs/postgres/reading/order-reader';
import { createInbox } from '../../../libs/postgres/events/webhook-event-store';
import { providerOfOrder } from '../../../libs/postgres/orders/order-store';
import { signalWithStart, signalWorkflow } from '../../../libs/temporal/signal-workflow';
import { DISPUTE, disputeEvent, disputeStart } from '../../../workflows/dispute/messages';
import { orderPaymentId, stripeEvent } from '../../../workflows/order-payment/messages';
import { REFUND, refundEvent, refundStart } from '../../../workflows/refund/messages';
import { createBesideRuns } from './beside-runs';
import { createOrderWorkflowRuns } from './order-workflow-runs';
import { connectProviders, type ConnectedProvider } from './providers';
import { WorkerMetrics } from './worker-metrics';
import { createWorkers, type ProviderSteps } from './workers';

/** What a worker process is made of. */
export interface WorkerProcess {
  readonly workers: readonly [Worker, ...Worker[]];
  readonly database: Database;
  readonly metrics: WorkerMetrics;
  /** Whom orders are paid through, each with the pace of our calls. */
  readonly providers: readonly ConnectedProvider[];
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
  const deployment = createDeploymentGuard(database, config.deployment);
  const providers = connectProviders(config, deployment, metrics);
  const signalOrder: SignalOrder = (orderId, event) =>
    signalWorkflow(client, orderPaymentId(orderId), stripeEvent, event);
  const signalRefund: SignalRefund = async (orderId, refundId, event) => {
    const start = refundStart({ orderId, refundId, command: null }, await providerOfOrder(database, orderId));
    return signalWithStart(client, REFUND, start, refundEvent, event);
  };
  const signalDispute: SignalDispute = (orderId, disputeId, event) =>
    signalWithStart(client, DISPUTE, disputeStart({ orderId, disputeId }), disputeEvent, event);
  const inbox = createInbox({ database, clock });
  const delivery = createEventDelivery({
    ...{ inbox, database, signalOrder, signalRefund, signalDispute, clock, log },
    livemode: providers.livemode,
    onDelivery: metrics.eventDelivered.bind(metrics),
  });
  const sweep = { inbox, database, delivery, signalOrder, signalDispute, clock, settlementReadAfterSeconds, log };
  const { retryPauses } = config;
  const waits = { settlementReadAfterSeconds, retryPauses };
  const common = { database, clock, orderUrlTemplate, ...waits, log, recorder: metrics };
  const missed = {
    ...{ events: providers.eventList, database, delivery, clock, log, ...config.missedEvents },
    onMissed: metrics.eventsMissed.bind(metrics),
  };
  const runs = createOrderWorkflowRuns(client);
  const beside = createBesideRuns(client, database);
  const gatewayTo: MendContext['gatewayTo'] = (provider) => providers.to(provider)?.gateway;
  const { balance } = providers;
  const books = { database, clock, log, ...config.balance };
  const audit = {
    ...{ ...books, readsBalance: balance !== undefined, orders: createOrderReader(database) },
    readPaymentsAt: (provider: PaymentProvider) => providers.to(provider)?.readPayments,
    look: (orderId: string) => runs.look(orderId),
  };
  const watch = { ...common, gatewayTo, runs, beside, startAgainAfterSeconds };
  const workers = await createWorkers({
    connection,
    namespace: config.temporal.namespace,
    workflowBundle,
    steps: providers.all.map((connected) => stepsAt(connected, common)),
    inbox: createInboxActivities(sweep),
    missedEvents: createMissedEventsActivities(missed),
    accounting: createAccountingActivities(audit, balance && { ...books, balance }),
    watch: createWatchActivities(watch),
    mending: createMendActivities(watch),
    maxCachedWorkflows: config.maxCachedWorkflows,
    version: config.version,
  });
  return { workers, database, metrics, providers: providers.all };
}

/** Everything that is carried out at one provider: its steps never ask which one it is. */
function stepsAt(
  { gateway, provider, timeoutSeconds: providerTimeoutSeconds }: ConnectedProvider,
  common: Omit<StepContext, 'gateway' | 'provider' | 'providerTimeoutSeconds'>,
): ProviderSteps {
  const context: StepContext = { ...common, gateway, provider, providerTimeoutSeconds };
  const activities = {
    ...createPaymentActivities(context),
    ...createRefundActivities(context),
    ...createDisputeActivities(context),
  };
  return { provider: provider.provider, activities };
}
