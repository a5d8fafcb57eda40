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

/** `/v1/transfers/tr_…/reversals/trr_…`. */
const LONGEST = 5;

/** The steps of an address: version, resource, then ids and verbs. */
export function stepsOf(path: string): string[] {
  const steps = path.split('/').slice(1);
  const [version = '', first = '', second] = steps;
  if (second === undefined || !NAMESPACES.has(first)) return steps;
  return [version, `${first}/${second}`, ...steps.slice(3)];
}

/** The operation behind a method and a path, with the ids in it. */
export function findRoute(method: string, path: string): FoundRoute | undefined {
  const whole = ROUTES.get(`${method} ${path}`);
  if (whole !== undefined) return { operation: `${method} ${path}`, route: whole, id: '', parentId: '' };
  const steps = stepsOf(path);
  const [version = '', resource = '', id, verb, innerId] = steps;
  if (steps.length > LONGEST || id === '' || verb === '' || innerId === '') return undefined;
  if (innerId !== undefined) {
    const operation = `${method} /${version}/${resource}/{${PARENTS.get(resource) ?? ''}}/${verb ?? ''}/{id}`;
    const route = ROUTES.get(operation);
    return route === undefined ? undefined : { operation, route, id: innerId, parentId: id ?? '' };
  }
  const place = id === undefined ? '' : '/{id}';
  const action = verb === undefined ? '' : `/${verb}`;
  const operation = `${method} /${version}/${resource}${place}${action}`;
  const route = ROUTES.get(operation);
  if (route !== undefined) return { operation, route, id: id ?? '', parentId: '' };
  // `/v1/balance/history/{id}`: what stands in the place of the id is a name.
  const named = `${method} /${version}/${resource}/${id ?? ''}/{id}`;
  const inNamed = ROUTES.get(named);
  if (inNamed === undefined || verb === undefined) return undefined;
  return { operation: named, route: inNamed, id: verb, parentId: '' };
}
