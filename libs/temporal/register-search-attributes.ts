import { isGrpcServiceError, type Connection } from '@temporalio/client';
import { setTimeout as pause } from 'node:timers/promises';
import type { TemporalAddress } from './connection';
import { missingSearchAttributes } from './missing-search-attributes';
import type { SearchAttribute } from './search-attributes';

/** Whether the namespace has every search attribute. */
export type Registration =
  /** All are there; those named were missing before. */
  | { readonly kind: 'registered'; readonly names: readonly string[] }
  /** We may not register those named, as on Temporal Cloud: a person has to run one of two commands. */
  | {
      readonly kind: 'by_hand';
      readonly names: readonly string[];
      readonly inCloud: string;
      readonly onServer: string;
    };

/** As Temporal's API numbers them. */
const TYPES: Readonly<Record<SearchAttribute['type'], number>> = { Keyword: 2, Bool: 5, Datetime: 6 };

/** PERMISSION_DENIED, UNIMPLEMENTED and UNAUTHENTICATED: operators only, or elsewhere. */
const NOT_FOR_US: ReadonlySet<number> = new Set([7, 12, 16]);

/**
 * Registers the search attributes that a namespace misses, and waits until they can be used. Harmless to repeat.
 * @throws what the server says when it cannot be asked, or has no such namespace
 */
export async function registerSearchAttributes(
  connection: Connection,
  { address, namespace }: TemporalAddress,
): Promise<Registration> {
  const missing = await missingSearchAttributes(connection.workflowService, namespace);
  const names = missing.map(({ name }) => name);
  if (missing.length === 0) return { kind: 'registered', names };
  try {
    const wanted = Object.fromEntries(missing.map(({ name, type }) => [name, TYPES[type]]));
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: wanted });
  } catch (error) {
    if (!isGrpcServiceError(error) || !NOT_FOR_US.has(error.code)) throw error;
    return { kind: 'by_hand', names, ...commandsFor(missing, { address, namespace }) };
  }
  await untilUsable(connection, namespace);
  return { kind: 'registered', names };
}

function commandsFor(
  missing: readonly SearchAttribute[],
  { address, namespace }: TemporalAddress,
): { readonly inCloud: string; readonly onServer: string } {
  const cloud = missing.map(({ name, type }) => `--search-attribute "${name}=${type}"`).join(' ');
  const server = missing.map(({ name, type }) => `--name ${name} --type ${type}`).join(' ');
  return {
    inCloud: `tcld namespace search-attributes add --namespace ${namespace} ${cloud}`,
    onServer: `temporal operator search-attribute create --address ${address} --namespace ${namespace} ${server}`,
  };
}

/** A server learns of new search attributes within a second or two; until then it would refuse orders. */
const USABLE_WITHIN_MS = 30_000;

async function untilUsable({ workflowService }: Connection, namespace: string): Promise<void> {
  for (const until = Date.now() + USABLE_WITHIN_MS; ;) {
    const missing = await missingSearchAttributes(workflowService, namespace);
    if (missing.length === 0) return;
    if (Date.now() > until) {
      const names = missing.map(({ name }) => name).join(', ');
      throw new Error(`Temporal accepted ${names} for namespace ${namespace}, but does not list them.`);
    }
    await pause(100);
  }
}
