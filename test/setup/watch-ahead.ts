import pino from 'pino';
import { createWatchActivities, type WatchActivities } from '../../activities/watch-activities';
import { createBesideRuns } from '../../apps/worker/src/beside-runs';
import { createOrderWorkflowRuns } from '../../apps/worker/src/order-workflow-runs';
import type { WholeGateway } from '../../libs/domain/provider/card-gateway';
import { createDeploymentGuard } from '../../libs/postgres/deployment/deployment-store';
import { createStripeGateway } from '../../libs/stripe/gateway';
import { createStripeClient } from '../../libs/stripe/requests/client';
import { TEST_DEPLOYMENT } from './postgres';
import type { StoppedOrders } from './stopped-orders';

/** The watch of a worker whose clock is ahead: what is due then is late now. */
export function watchAhead(orders: StoppedOrders, seconds: number): WatchActivities {
  const { client } = orders.holdfast;
  return createWatchActivities({
    database: orders.database,
    clock: () => new Date(Date.now() + seconds * 1000),
    log: pino({ level: 'silent' }),
    runs: createOrderWorkflowRuns(client),
    beside: createBesideRuns(client),
    startAgainAfterSeconds: 1,
  });
}

/** A way to the same Stripe account, beside the workers'. */
export function gatewayOf({ holdfast, database }: StoppedOrders): WholeGateway {
  const { apiKey, url: apiBase } = holdfast.stripe;
  const client = createStripeClient({ apiKey, apiBase, timeoutSeconds: 5 });
  return createStripeGateway({ client, deployment: createDeploymentGuard(database, TEST_DEPLOYMENT) });
}
