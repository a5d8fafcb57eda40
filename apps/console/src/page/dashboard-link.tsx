import type { ReactElement } from 'react';

interface StripeObject {
  readonly kind: 'payments' | 'disputes';
  readonly id: string;
  /** What the link says; without it the id. */
  readonly text?: string;
}

/** The way to an object in Stripe's Dashboard. https://docs.stripe.com/dashboard/basics */
export function DashboardLink({ kind, id, text }: StripeObject): ReactElement {
  return (
    <a href={`https://dashboard.stripe.com/${kind}/${encodeURIComponent(id)}`} rel="noreferrer" target="_blank">
      {text ?? id}
    </a>
  );
}
