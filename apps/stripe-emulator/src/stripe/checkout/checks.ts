import type { Account } from '../account';
import type { CheckoutSession } from './session';
import { totalOf } from './session';

/** The laws of Checkout Sessions; each broken one is one sentence. */
export function violationsOfSessions({ checkoutSessions, payingSessions }: Account): string[] {
  return checkoutSessions.oldestFirst().flatMap((session) => {
    const { id, intent, status } = session;
    const holds = intent?.charges.some(({ outcome }) => outcome.kind === 'authorized') ?? false;
    const waits = intent !== null && payingSessions.has(intent.id);
    return [
      ...broken(holds && status !== 'complete', session, 'has money but is not complete'),
      ...broken(status === 'complete' && totalOf(session) > 0 && !holds, session, 'is complete without money'),
      ...broken(
        intent !== null && intent.amount < totalOf(session),
        session,
        'asks for another amount than its payment',
      ),
      ...broken(waits && status !== 'open', session, `waits for a payment in ${status}`),
      ...broken(
        status === 'expired' && intent !== null && intent.status !== 'canceled',
        session,
        `expired, but ${id} can be paid`,
      ),
    ];
  });
}

function broken(is: boolean, { id }: CheckoutSession, what: string): string[] {
  return is ? [`${id}: ${what}`] : [];
}
