import type { Expansion } from '../../wire/api-table';
import type { FormTree } from '../../wire/form';
import type { Account } from '../account';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import type { OldWays } from './old-ways';

/** A request on its way up to the newest version: each change rewrites what was written otherwise before it. */
export interface Asked {
  /** As the API description writes it: `POST /v1/payment_intents/{id}/capture`. */
  readonly operation: string;
  /** A copy that may be changed. */
  readonly form: FormTree;
  ways: OldWays;
}

/** Where a change finds what the newest version no longer shows. */
export interface Look {
  readonly account: Account;
  readonly now: number;
}

/** Rewrites one object in place, from how the change shows it to how it was shown before. */
export type Shown = (object: JsonObject, look: Look) => void;

/** One documented change of the API that breaks older programs. Versions before it get the old ways. */
export interface VersionChange {
  /** The first version that has it. */
  readonly since: string;
  /** The first preview that has it, where that came earlier. */
  readonly sincePreview?: string;
  /** The page of Stripe's changelog. */
  readonly source: string;
  readonly ask?: (asked: Asked) => void;
  /** By kind of object. */
  readonly show?: Readonly<Record<string, Shown>>;
  /** What could be expanded before: `kind path`, as in `payment_intent invoice`. */
  readonly expandable?: Readonly<Record<string, Expansion>>;
}
