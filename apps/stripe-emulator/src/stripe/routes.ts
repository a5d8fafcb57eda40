import type { Route } from './route';
import { ROUTES } from './route-table';

/** Every operation there is. */
export function coveredOperations(): ReadonlyMap<string, Route> {
  return ROUTES;
}

export interface FoundRoute {
  readonly operation: string;
  readonly route: Route;
  readonly id: string;
  /** The first id of an address with two, otherwise empty. */
  readonly parentId: string;
}

/** What the API description calls the first id of an address with two. */
const PARENTS: ReadonlyMap<string, string> = new Map([
  ['application_fees', 'feeId'],
  ['customers', 'customerId'],
  ['transfers', 'transferId'],
]);

/** Resources that stand together under one name: `/v1/checkout/sessions`. */
const NAMESPACES: ReadonlySet<string> = new Set(['checkout', 'radar', 'test_helpers']);

/** The steps of an address: version, resource, then ids and verbs. */
export function stepsOf(path: string): [string, string, ...(string | undefined)[]] {
  const [, version = '', first = '', second, ...rest] = path.split('/');
  if (second !== undefined && NAMESPACES.has(first)) return [version, `${first}/${second}`, ...rest];
  return [version, first, second, ...rest];
}

/** The operation behind a method and a path, with the ids in it. */
export function findRoute(method: string, path: string): FoundRoute | undefined {
  const whole = ROUTES.get(`${method} ${path}`);
  if (whole !== undefined) return { operation: `${method} ${path}`, route: whole, id: '', parentId: '' };
  const [version, resource, id, verb, innerId, ...more] = stepsOf(path);
  if (more.length > 0 || [id, verb, innerId].includes('')) return undefined;
  if (innerId !== undefined) {
    const operation = `${method} /${version}/${resource}/{${PARENTS.get(resource) ?? ''}}/${verb ?? ''}/{id}`;
    const route = ROUTES.get(operation);
    return route === undefined ? undefined : { operation, route, id: innerId, parentId: id ?? '' };
  }
  // `/v1/balance/history/{id}`: what stands in the place of the id is a name.
  const named = `${method} /${version}/${resource}/${id ?? ''}/{id}`;
  const inNamed = ROUTES.get(named);
  if (inNamed !== undefined && verb !== undefined) return { operation: named, route: inNamed, id: verb, parentId: '' };
  const place = id === undefined ? '' : '/{id}';
  const action = verb === undefined ? '' : `/${verb}`;
  const operation = `${method} /${version}/${resource}${place}${action}`;
  const route = ROUTES.get(operation);
  return route === undefined ? undefined : { operation, route, id: id ?? '', parentId: '' };
}
