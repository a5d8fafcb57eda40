import type { ReactElement } from 'react';
import { useLivemode } from '../session/access';

interface StripeObject {
  readonly kind: 'payments' | 'disputes';
  readonly id: string;
  /** What the link says; without it the id. */
  readonly text?: string;
}

/** The way to an object in Stripe's Dashboard, which shows those of test keys elsewhere. https://docs.stripe.com/dashboard/basics */
export function DashboardLink({ kind, id, text }: StripeObject): ReactElement {
  const mode = useLivemode() ? '' : 'test/';
  return (
    <a href={`https://dashboard.stripe.com/${mode}${kind}/${encodeURIComponent(id)}`} rel="noreferrer" target="_blank">
      {text ?? id}
    </a>
  );
}
