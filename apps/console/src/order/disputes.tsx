import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { disputesOfQuery } from '../api/queries';
import { DisputePanel } from '../disputes/dispute-panel';
import { useMessages } from '../language/language';

/** The disputes of an order; nearly every order has none, and says nothing of it. */
export function Disputes({ orderId }: { readonly orderId: string }): ReactElement | null {
  const { order: texts } = useMessages();
  const { data } = useQuery(disputesOfQuery(orderId));
  if (data === undefined || data.disputes.length === 0) return null;
  return (
    <section aria-label={texts.disputes}>
      <h2>{texts.disputes}</h2>
      {data.disputes.map((dispute) => (
        <DisputePanel key={dispute.disputeId} dispute={dispute} heading="h3" />
      ))}
    </section>
  );
}
