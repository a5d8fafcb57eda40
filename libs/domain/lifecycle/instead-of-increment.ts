import type { Input } from '../orders/inputs';
import type { Fact } from '../payment/facts';
import type { Payment } from '../payment/payment';
import type { Decision } from '../payment/decision';
import { decide } from './decide';

/**
 * What is done instead where the hold could not be incremented for what the order grows by; undefined where nothing can
 * be. A bank that declines an increment may well take a hold of its own: on some cards only the increment is impossible.
 */
export function insteadOfIncrement(payment: Payment, input: Input, fact: Fact): Decision | undefined {
  const { hold } = payment;
  const grows = input.kind === 'add_lines' || input.kind === 'reopen_units';
  if (!grows || fact.kind !== 'raise_refused' || hold.state !== 'held') return undefined;
  if (fact.reason !== 'declined' && fact.reason !== 'not_possible') return undefined;
  const capabilities = { ...hold.capabilities, incrementalAuthorization: false };
  const decision = decide({ ...payment, hold: { ...hold, capabilities } }, input);
  return decision.kind === 'do' ? decision : undefined;
}
