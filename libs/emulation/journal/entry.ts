import type { ClockState } from '../clock/clock';
import { isJsonObject } from '../objects/json';
import type { JsonObject } from '../objects/json';

/** An answer that was made up by a fault and kept under its key. */
export interface SavedEntry {
  readonly kind: 'saved';
  readonly at: number;
  readonly id: string;
  readonly idempotency_key: string;
  readonly fingerprint: string;
  readonly status: number;
  readonly text: string;
}

/** How an attempt to deliver a webhook ended. */
export interface DeliveryEntry {
  readonly kind: 'delivery';
  readonly at: number;
  readonly event: string;
  readonly endpoint: string;
  readonly attempt: number;
  /** Of the endpoint's answer; 0 when there was none. */
  readonly status: number;
}

/** What the control API was told. */
export interface ControlEntry {
  readonly kind: 'control';
  readonly at: number;
  readonly call: 'account' | 'webhooks';
  readonly body: string;
}

/** What happens to an account of any emulator from outside. Times are the emulator's, exact. */
export type PlainEntry =
  | { readonly kind: 'open'; readonly key: string; readonly seed: string; readonly clock: ClockState }
  | SavedEntry
  | { readonly kind: 'clock'; readonly clock: ClockState }
  | ControlEntry
  | DeliveryEntry
  | { readonly kind: 'reset' };

/** Writes down what comes from outside, where somebody keeps it: the entry is only made then. */
export type Recording<Own> = (entry: () => PlainEntry | Own) => void;

/** An entry with the account it belongs to: one that every emulator has, or the emulator's own. */
export type Line<Own> = { readonly account: string } & ({ readonly plain: PlainEntry } | { readonly own: Own });

/** Reads one line back; throws when it is not one this version wrote. `own` reads the emulator's own kinds. */
export function parseLine<Own>(text: string, own: (kind: string, value: JsonObject) => Own): Line<Own> {
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) throw new Error('not a JSON object');
  const account = wordIn(value, 'account');
  const kind = wordIn(value, 'kind');
  const plain = plainEntry(kind, value);
  return plain === undefined ? { account, own: own(kind, value) } : { account, plain };
}

function plainEntry(kind: string, value: JsonObject): PlainEntry | undefined {
  switch (kind) {
    case 'open':
      return { kind, key: wordIn(value, 'key'), seed: wordIn(value, 'seed'), clock: clockIn(value) };
    case 'saved':
      return {
        kind,
        at: numberIn(value, 'at'),
        id: wordIn(value, 'id'),
        idempotency_key: wordIn(value, 'idempotency_key'),
        fingerprint: wordIn(value, 'fingerprint'),
        status: numberIn(value, 'status'),
        text: wordIn(value, 'text'),
      };
    case 'clock':
      return { kind, clock: clockIn(value) };
    case 'control':
      return { kind, at: numberIn(value, 'at'), call: callIn(value), body: wordIn(value, 'body') };
    case 'delivery':
      return {
        kind,
        at: numberIn(value, 'at'),
        event: wordIn(value, 'event'),
        endpoint: wordIn(value, 'endpoint'),
        attempt: numberIn(value, 'attempt'),
        status: numberIn(value, 'status'),
      };
    case 'reset':
      return { kind };
    default:
      return undefined;
  }
}

function callIn(value: JsonObject): ControlEntry['call'] {
  const call = wordIn(value, 'call');
  if (call === 'account' || call === 'webhooks') return call;
  throw new Error(`unknown call ${call}`);
}

function clockIn(value: JsonObject): ClockState {
  const clock = value['clock'];
  if (!isJsonObject(clock)) throw new Error('clock is missing');
  return {
    base: numberIn(clock, 'base'),
    realBase: numberIn(clock, 'realBase'),
    scale: numberIn(clock, 'scale'),
    frozen: clock['frozen'] === true,
  };
}

/** The text of that name in a line; throws without one. */
export function wordIn(value: JsonObject, name: string): string {
  const found = value[name];
  if (typeof found === 'string') return found;
  throw new Error(`${name} is not a string`);
}

/** The text of that name in a line, or null where null stands; throws without either. */
export function wordOrNullIn(value: JsonObject, name: string): string | null {
  return value[name] === null ? null : wordIn(value, name);
}

/** The number of that name in a line; throws without one. */
export function numberIn(value: JsonObject, name: string): number {
  const found = value[name];
  if (typeof found === 'number') return found;
  throw new Error(`${name} is not a number`);
}
