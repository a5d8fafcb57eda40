import type { ClockState } from '../clock';
import type { ChallengeOutcome } from '../stripe/challenges';
import { isJsonObject } from '../stripe/json';
import type { JsonObject } from '../stripe/json';

/** What happened to an account from outside; everything else follows from it. Times are the emulator's, exact. */
export type Entry =
  | { readonly kind: 'open'; readonly key: string; readonly seed: string; readonly clock: ClockState }
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
  /** An answer that was made up by a fault and kept under its key. */
  | {
      readonly kind: 'saved';
      readonly at: number;
      readonly id: string;
      readonly idempotency_key: string;
      readonly fingerprint: string;
      readonly status: number;
      readonly text: string;
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
    }
  | { readonly kind: 'clock'; readonly clock: ClockState }
  | { readonly kind: 'control'; readonly at: number; readonly call: 'account' | 'webhooks'; readonly body: string }
  | {
      readonly kind: 'delivery';
      readonly at: number;
      readonly event: string;
      readonly endpoint: string;
      readonly attempt: number;
      /** Of the endpoint's answer; 0 when there was none. */
      readonly status: number;
    }
  | { readonly kind: 'reset' };

/** Writes down what comes from outside, where somebody keeps it: the entry is only made then. */
export type Recording = (entry: () => Entry) => void;

/** An entry with the account it belongs to. */
export interface Line {
  readonly account: string;
  readonly entry: Entry;
}

/** Reads one line back; throws when it is not one this version wrote. */
export function parseLine(text: string): Line {
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) throw new Error('not a JSON object');
  return { account: word(value, 'account'), entry: parseEntry(value) };
}

function parseEntry(value: JsonObject): Entry {
  const kind = word(value, 'kind');
  switch (kind) {
    case 'open':
      return { kind, key: word(value, 'key'), seed: word(value, 'seed'), clock: clockIn(value) };
    case 'request':
      return {
        kind,
        at: number(value, 'at'),
        id: word(value, 'id'),
        method: word(value, 'method'),
        path: word(value, 'path'),
        form: word(value, 'form'),
        idempotency_key: value['idempotency_key'] === null ? null : word(value, 'idempotency_key'),
        origin: word(value, 'origin'),
        version: value['version'] === null ? null : word(value, 'version'),
        stripe_account: value['stripe_account'] === null ? null : word(value, 'stripe_account'),
        publishable: value['publishable'] === true,
        answer: word(value, 'answer'),
      };
    case 'saved':
      return {
        kind,
        at: number(value, 'at'),
        id: word(value, 'id'),
        idempotency_key: word(value, 'idempotency_key'),
        fingerprint: word(value, 'fingerprint'),
        status: number(value, 'status'),
        text: word(value, 'text'),
      };
    case 'challenge':
      return {
        kind,
        at: number(value, 'at'),
        in_account: word(value, 'in_account'),
        intent: word(value, 'intent'),
        outcome: outcomeIn(value),
      };
    case 'checkout':
      return {
        kind,
        at: number(value, 'at'),
        in_account: word(value, 'in_account'),
        session: word(value, 'session'),
        origin: word(value, 'origin'),
        payment_method: word(value, 'payment_method'),
        email: value['email'] === null ? null : word(value, 'email'),
        name: value['name'] === null ? null : word(value, 'name'),
      };
    case 'clock':
      return { kind, clock: clockIn(value) };
    case 'control':
      return { kind, at: number(value, 'at'), call: callIn(value), body: word(value, 'body') };
    case 'delivery':
      return {
        kind,
        at: number(value, 'at'),
        event: word(value, 'event'),
        endpoint: word(value, 'endpoint'),
        attempt: number(value, 'attempt'),
        status: number(value, 'status'),
      };
    case 'reset':
      return { kind };
    default:
      throw new Error(`unknown kind ${kind}`);
  }
}

function outcomeIn(value: JsonObject): ChallengeOutcome {
  const outcome = word(value, 'outcome');
  if (outcome === 'complete' || outcome === 'fail' || outcome === 'abandon') return outcome;
  throw new Error(`unknown outcome ${outcome}`);
}

function callIn(value: JsonObject): 'account' | 'webhooks' {
  const call = word(value, 'call');
  if (call === 'account' || call === 'webhooks') return call;
  throw new Error(`unknown call ${call}`);
}

function clockIn(value: JsonObject): ClockState {
  const clock = value['clock'];
  if (!isJsonObject(clock)) throw new Error('clock is missing');
  return {
    base: number(clock, 'base'),
    realBase: number(clock, 'realBase'),
    scale: number(clock, 'scale'),
    frozen: clock['frozen'] === true,
  };
}

function word(value: JsonObject, name: string): string {
  const found = value[name];
  if (typeof found === 'string') return found;
  throw new Error(`${name} is not a string`);
}

function number(value: JsonObject, name: string): number {
  const found = value[name];
  if (typeof found === 'number') return found;
  throw new Error(`${name} is not a number`);
}
