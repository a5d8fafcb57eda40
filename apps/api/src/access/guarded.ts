import { isWebhookPath } from '../http/edge';
import { decodedUrl, pathOf, type HttpRequest } from '../http/request';

const BELOW_V1 = /^\/v1(\/|$)/;

/** Whether keys and limits apply to a declared route: to all below /v1 but the webhook, which Stripe signs. */
export function isGuardedRoute(path: string): boolean {
  return BELOW_V1.test(path) && !isWebhookPath(path);
}

/** Decided by the route that was found, for a path can be written in many ways; by the path where none was found. */
export function isGuarded(request: Pick<HttpRequest, 'url' | 'is404' | 'routeOptions'>): boolean {
  const { url: route } = request.routeOptions;
  if (!request.is404 && route !== undefined) return isGuardedRoute(route);
  return BELOW_V1.test(decodedUrl({ url: pathOf(request) }));
}

/** All that a key with access `read` may use. */
export function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
