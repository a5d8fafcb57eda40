import { numberIn, wordIn, wordOrNullIn } from '../../../../libs/emulation/journal/entry';
import type { JsonObject } from '../../../../libs/emulation/objects/json';

/** How a buyer leaves the page of a bank or wallet. Whoever abandons it changes nothing. */
export const OUTCOMES = ['complete', 'fail', 'abandon'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What happens to a WooshPay account from outside, beyond what every journal knows. */
export type OwnEntry =
  | {
      readonly kind: 'request';
      readonly at: number;
      readonly id: string;
      readonly method: string;
      readonly path: string;
      readonly query: string;
      readonly body: string;
      readonly idempotency_key: string | null;
      readonly origin: string;
      readonly publishable: boolean;
      /** The beginning of the SHA-256 of the answer: a replay must come to the same one. */
      readonly answer: string;
    }
  | {
      readonly kind: 'challenge';
      readonly at: number;
      readonly intent: string;
      readonly outcome: Outcome;
      readonly origin: string;
    };

/** Reads one of these lines back; throws when it is not one this version wrote. */
export function parseOwn(kind: string, value: JsonObject): OwnEntry {
  switch (kind) {
    case 'request':
      return {
        kind,
        at: numberIn(value, 'at'),
        id: wordIn(value, 'id'),
        method: wordIn(value, 'method'),
        path: wordIn(value, 'path'),
        query: wordIn(value, 'query'),
        body: wordIn(value, 'body'),
        idempotency_key: wordOrNullIn(value, 'idempotency_key'),
        origin: wordIn(value, 'origin'),
        publishable: value['publishable'] === true,
        answer: wordIn(value, 'answer'),
      };
    case 'challenge': {
      const outcome = OUTCOMES.find((known) => known === value['outcome']);
      if (outcome === undefined) throw new Error('unknown outcome');
      return {
        kind,
        at: numberIn(value, 'at'),
        intent: wordIn(value, 'intent'),
        outcome,
        origin: wordIn(value, 'origin'),
      };
    }
    default:
      throw new Error(`unknown kind ${kind}`);
  }
}
