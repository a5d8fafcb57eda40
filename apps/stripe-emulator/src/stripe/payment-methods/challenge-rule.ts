import type { PaymentMethod } from './payment-method';

interface Asked {
  readonly offSession: boolean;
  /** The shop asked for 3-D Secure itself. */
  readonly requested: boolean;
}

/** Whether the bank wants 3-D Secure first (documented for each test card). */
export function asksForChallenge({ card, setUp }: PaymentMethod, { offSession, requested }: Asked): boolean {
  if (card.behaviour.kind !== 'challenges') return false;
  switch (card.behaviour.when) {
    case 'always':
      return true;
    case 'on_request':
      return requested;
    case 'on_session':
      return !offSession;
    case 'unless_set_up':
      return !(offSession && setUp);
  }
}
