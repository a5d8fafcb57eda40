import { numberIn, wordIn, wordOrNullIn } from '../../../../libs/emulation/journal/entry';
import type { JsonObject } from '../../../../libs/emulation/objects/json';
import type { ChallengeOutcome } from '../stripe/challenges';

/** What happens to a Stripe account from outside, beyond what every journal knows. */
export type OwnEntry =
  | {
      readonly kind: 'request';
      readonly at: number;
      readonly id: string;
      readonly method: string;
      readonly path: string;
      readonly form: string;
      readonly idempotency_key: string | null;
      readonly origin: string;
      /** Null: the account's own. */
      readonly version: string | null;
      /** The connected account that it was made in. */
      readonly stripe_account: string | null;
      readonly publishable: boolean;
      /** The beginning of the SHA-256 of the answer: a replay must come to the same one. */
      readonly answer: string;
    }
  | {
      readonly kind: 'challenge';
      readonly at: number;
      readonly in_account: string;
      readonly intent: string;
      readonly outcome: ChallengeOutcome;
    }
  | {
      readonly kind: 'checkout';
      readonly at: number;
      readonly in_account: string;
      readonly session: string;
      readonly origin: string;
      readonly payment_method: string;
      readonly email: string | null;
      readonly name: string | null;
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
        form: wordIn(value, 'form'),
        idempotency_key: wordOrNullIn(value, 'idempotency_key'),
        origin: wordIn(value, 'origin'),
        version: wordOrNullIn(value, 'version'),
        stripe_account: wordOrNullIn(value, 'stripe_account'),
        publishable: value['publishable'] === true,
        answer: wordIn(value, 'answer'),
      };
    case 'challenge':
      return {
        kind,
        at: numberIn(value, 'at'),
        in_account: wordIn(value, 'in_account'),
        intent: wordIn(value, 'intent'),
        outcome: outcomeIn(value),
      };
    case 'checkout':
      return {
        kind,
        at: numberIn(value, 'at'),
        in_account: wordIn(value, 'in_account'),
        session: wordIn(value, 'session'),
        origin: wordIn(value, 'origin'),
        payment_method: wordIn(value, 'payment_method'),
        email: wordOrNullIn(value, 'email'),
        name: wordOrNullIn(value, 'name'),
      };
    default:
      throw new Error(`unknown kind ${kind}`);
  }
}

function outcomeIn(value: JsonObject): ChallengeOutcome {
  const outcome = wordIn(value, 'outcome');
  if (outcome === 'complete' || outcome === 'fail' || outcome === 'abandon') return outcome;
  throw new Error(`unknown outcome ${outcome}`);
}
