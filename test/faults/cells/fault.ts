import type { PaymentProvider } from '../../../libs/domain/capabilities/payment-provider';
import type { Call, Channel } from '../calls/call';

/** Every kind of trouble, and the calls that can have it. */

const PROVIDER_FAULTS = [
  'error_500',
  'five_errors_500',
  'rate_limit',
  'lock_timeout',
  'conflict',
  'forbidden',
  'dropped_before',
  'dropped_after',
  'reset_before',
  'reset_after',
  'truncated',
  'invalid_json',
  'too_slow',
  'unknown_status',
  'unknown_words',
  'webhooks_first',
] as const;

type ProviderFault = (typeof PROVIDER_FAULTS)[number];

const POSTGRES_FAULTS = [
  'terminated_before',
  'terminated_after',
  'serialization_40001',
  'disk_full_53100',
  'restart',
] as const;

const WEBHOOK_FAULTS = ['webhook_lost', 'webhook_twice'] as const;

const TEMPORAL_FAULTS = ['answer_lost'] as const;

const PUSH_FAULTS = ['push_refused', 'push_cut', 'push_answer_lost'] as const;

/** The process that makes the call dies at it: before the request is sent on, or when it was done and before the answer. */
const KILLS = ['killed_before', 'killed_after'] as const;

export const FAULTS = [
  ...PROVIDER_FAULTS,
  ...POSTGRES_FAULTS,
  ...WEBHOOK_FAULTS,
  ...TEMPORAL_FAULTS,
  ...PUSH_FAULTS,
  ...KILLS,
] as const;

export type Fault = (typeof FAULTS)[number];

/** What a proxy may be told to do on each wire. */
const ON = {
  stripe: [...PROVIDER_FAULTS, ...KILLS],
  wooshpay: [...PROVIDER_FAULTS, ...KILLS],
  postgres: [...POSTGRES_FAULTS, ...KILLS],
  webhook: [...WEBHOOK_FAULTS, 'killed_before'],
  temporal: [...TEMPORAL_FAULTS, ...KILLS],
  push: [...PUSH_FAULTS, ...KILLS],
} as const;

export type FaultOn<Wire extends Channel> = (typeof ON)[Wire][number];

/** The fault as the proxy of a wire knows it. @throws Error when it is one of another wire's */
export function faultOn<Wire extends Channel>(wire: Wire, fault: Fault): FaultOn<Wire> {
  const known: readonly FaultOn<Wire>[] = ON[wire];
  const found = known.find((each) => each === fault);
  if (found === undefined) throw new Error(`${fault} does not fit a call on the wire ${wire}`);
  return found;
}

/** Faults that hit whatever goes on in the whole place at that moment: they have a place of their own. */
export function hitsEverybody(fault: Fault): boolean {
  return fault === 'killed_before' || fault === 'killed_after' || fault === 'restart';
}

/** How many calls of the name are hit from the first one on. */
export function timesOf(fault: Fault): number {
  return fault === 'five_errors_500' ? 5 : 1;
}

/**
 * Which faults fit a call. What cannot be told apart is not lived twice: to a read it is the same whether its connection
 * broke before or after, whether the server was gone with it, and what it would have written.
 */
export function faultsOf(call: Call): Fault[] {
  switch (call.channel) {
    case 'stripe':
    case 'wooshpay':
      return [...faultsAt(call.channel, call), 'killed_before', ...ifChange(call)];
    case 'postgres':
      if (!call.changes) return ['terminated_before'];
      return [...POSTGRES_FAULTS, 'killed_before', 'killed_after'];
    case 'webhook':
      return [...WEBHOOK_FAULTS, 'killed_before'];
    case 'temporal':
      return [...TEMPORAL_FAULTS, 'killed_before', 'killed_after'];
    case 'push':
      return [...PUSH_FAULTS, 'killed_before', 'killed_after'];
  }
}

function ifChange({ changes }: Call): Fault[] {
  return changes ? ['killed_after'] : [];
}

/** What only the other provider says when another request has the same object. */
const SAID_BY_THE_OTHER: Readonly<Record<PaymentProvider, ProviderFault>> = {
  stripe: 'conflict',
  wooshpay: 'lock_timeout',
};

function faultsAt(provider: PaymentProvider, call: Call): Fault[] {
  return PROVIDER_FAULTS.filter((fault) => SAID_BY_THE_OTHER[provider] !== fault && fitsProvider(call, fault));
}

function fitsProvider({ changes, words }: Call, fault: ProviderFault): boolean {
  switch (fault) {
    case 'dropped_after':
    case 'reset_after':
    case 'webhooks_first':
      return changes;
    case 'unknown_status':
      return words.includes('status');
    case 'unknown_words':
      return words.includes('others');
    case 'error_500':
    case 'five_errors_500':
    case 'rate_limit':
    case 'lock_timeout':
    case 'conflict':
    case 'forbidden':
    case 'dropped_before':
    case 'reset_before':
    case 'truncated':
    case 'invalid_json':
    case 'too_slow':
      return true;
  }
}
