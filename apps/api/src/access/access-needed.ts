import type { Access } from '../../../../libs/config/api-keys';
import type { HttpRequest } from '../http/request';
import { hasDryRun, isDryRun } from '../dry-run/dry-run-query';
import { isReading } from './guarded';

/**
 * What a person may do who has less than `write`, as method and route. Whatever changes something and does not stand
 * here needs `write`: a new request is closed until somebody opens it.
 */
const OPENED: Readonly<Record<string, Access>> = {
  'POST /v1/sign-in': 'read',
  'POST /v1/sign-out': 'read',
  // It changes nothing.
  'POST /v1/simulations': 'read',

  'POST /v1/orders/:orderId/shipments': 'operate',
  'POST /v1/orders/:orderId/shipments/:shipmentId/cancellation': 'operate',
  'POST /v1/orders/:orderId/cancellations': 'operate',
  'POST /v1/orders/:orderId/attentions/:code/close': 'operate',
  'POST /v1/orders/:orderId/notes': 'operate',
  'POST /v1/events/:eventId/redeliver': 'operate',
  'POST /v1/dead-letters/:eventId/redeliver': 'operate',
  'POST /v1/dead-letters/:eventId/drop': 'operate',

  'POST /v1/orders/:orderId/refunds': 'money',
  'POST /v1/orders/:orderId/deadline': 'money',
  'POST /v1/reports/months/:month/closing': 'money',
};

/** The routes that need less than `write` to change something, as `POST /v1/…`. */
export const OPENED_ROUTES: readonly string[] = Object.keys(OPENED);

/**
 * The least access that a request needs.
 * @param route as it was declared, `/v1/orders/:orderId`; undefined when none was found
 */
export function accessNeeded(method: string, route: string | undefined): Access {
  if (isReading(method)) return 'read';
  return OPENED[`${method} ${route ?? ''}`] ?? 'write';
}

/** The least access that this request needs: one that only tries a command out needs no more than to look. */
export function accessNeededBy({ method, is404, routeOptions, query }: Asked): Access {
  const route = is404 ? undefined : routeOptions.url;
  return hasDryRun(method, route) && isDryRun(query) ? 'read' : accessNeeded(method, route);
}

type Asked = Pick<HttpRequest, 'method' | 'is404' | 'routeOptions' | 'query'>;
