import type Stripe from 'stripe';
import type { Evidence } from '../../../libs/emulation/conformance/report';
import type { Control } from '../src/emulator-under-test';

/** What a behaviour needs beyond an account. Each has a reason why a test account may lack it, in `needs.ts`. */
export type Need =
  | 'clock'
  | 'settings'
  | 'faults'
  | 'checks'
  | 'receiver'
  | 'quiet account'
  | 'multicapture'
  | 'overcapture'
  | 'incremental_authorization'
  | 'extended_authorization'
  | 'connected account';

export interface Basis {
  readonly evidence: Evidence;
  /** A page of Stripe's documentation, or the public name of the recording; for assumptions, what they lean on. */
  readonly source: string;
  readonly needs?: readonly Need[];
}

/** What a behaviour works with: against the emulator always a fresh account, against Stripe the account of the key. */
export interface World {
  readonly key: string;
  readonly url: string;
  /** The control API: only there when the behaviour says that it needs clock, settings, faults or checks. */
  readonly control: Control;
  /** A second client of the same account. */
  readonly client: (config?: Partial<Stripe.StripeConfig>) => Stripe;
  /** A request the SDK would not send. */
  readonly send: (method: string, path: string, sent?: Sent) => Promise<Answer>;
  /** Lets a little time pass: on the emulator's clock, or for real. */
  readonly wait: () => Promise<void>;
}

export interface Sent {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body when it is JSON. */
  readonly json: unknown;
}

export type Run = (stripe: Stripe, world: World) => Promise<void>;

export interface Behaviour extends Basis {
  readonly name: string;
  readonly run: Run;
}

export interface Area {
  readonly name: string;
  readonly behaviours: readonly Behaviour[];
}

export function behaviour(name: string, basis: Basis, run: Run): Behaviour {
  return { name, ...basis, run };
}

export function area(name: string, behaviours: readonly Behaviour[]): Area {
  return { name, behaviours };
}

/** A page of Stripe's documentation. */
export function docs(page: string): string {
  return `https://docs.stripe.com/${page}`;
}

/** The types and doc comments of the official Node SDK, which are generated from Stripe's API description. */
export const SDK = 'https://github.com/stripe/stripe-node (23.1.0, types and doc comments)';
/** Recordings of Stripe's test mode by others. */
export const AAT = 'https://github.com/gburgyan/aat-stripe (README, what Stripe does in test mode)';
export const SEAHAVEN = 'the Python package seahaven_stripe_world (answers recorded in test mode)';
export const CONNECTOR = 'https://github.com/stripe/stripe-commercetools-connect-app';
/** Nothing was found; the emulator had to answer something. */
export const CHOSEN = 'nothing found; the choice is listed as assumed in the README';
export const FROM_MEMORY = 'general knowledge of Stripe, verified by nobody';
