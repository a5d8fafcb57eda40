import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/**
 * What an operator can filter orders by in the Temporal UI. Search attributes are never encrypted,
 * so nothing personal may go in here.
 */

/** The order's status, set at start and changed only when its group changes: an upsert costs an Action. */
export const holdfastStatus = defineSearchAttributeKey('HoldfastStatus', SearchAttributeType.KEYWORD);

/** When Holdfast will release, capture or renew the hold, if nothing else happens before. */
export const holdfastReleaseAt = defineSearchAttributeKey('HoldfastReleaseAt', SearchAttributeType.DATETIME);

/** True while the order has a problem that only a person can solve. */
export const holdfastAttention = defineSearchAttributeKey('HoldfastAttention', SearchAttributeType.BOOL);

/** The order that a workflow is about: itself, a refund of it, or a dispute. */
export const holdfastOrderId = defineSearchAttributeKey('HoldfastOrderId', SearchAttributeType.KEYWORD);

/** A search attribute as Temporal registers it. */
export interface SearchAttribute {
  readonly name: string;
  /** Temporal's name of it. */
  readonly type: 'Keyword' | 'Datetime' | 'Bool';
}

/** Every search attribute that a namespace must know before the first order. */
export const searchAttributes: readonly SearchAttribute[] = [
  { name: holdfastStatus.name, type: 'Keyword' },
  { name: holdfastReleaseAt.name, type: 'Datetime' },
  { name: holdfastAttention.name, type: 'Bool' },
  { name: holdfastOrderId.name, type: 'Keyword' },
];
