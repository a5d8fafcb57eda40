import { useQuery } from '@tanstack/react-query';
import type { Session } from '../api/holdfast';
import { sessionQuery } from '../api/queries';

/** Each may do what those before it may. */
const ACCESSES: readonly Session['access'][] = ['read', 'operate', 'money', 'write'];

/** Whether the person who is signed in may do what needs this access. The API decides it once more. */
export function useMay(needed: Session['access']): boolean {
  const session = useQuery(sessionQuery);
  if (session.data === undefined) return false;
  return ACCESSES.indexOf(session.data.access) >= ACCESSES.indexOf(needed);
}

/** Whether orders are paid with real money. */
export function useLivemode(): boolean {
  return useQuery(sessionQuery).data?.livemode ?? false;
}

/** Where the emulator that stands for Stripe is; null: it is Stripe itself. */
export function useStripeEmulator(): string | null {
  return useQuery(sessionQuery).data?.stripeEmulatorUrl ?? null;
}

/** Who acts, for what the API asks a name for. */
export function usePerson(): string {
  const session = useQuery(sessionQuery);
  return session.data?.person ?? session.data?.keyName ?? UNKNOWN;
}

/** Where nobody signs in. */
const UNKNOWN = 'console';
