import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { disputesOfQuery } from '../api/queries';
import { DisputePanel } from '../disputes/dispute-panel';
import { useMessages } from '../language/language';

/** The disputes of an order; nearly every order has none, and says nothing of it. */
export function Disputes({
  order: { orderId, orderNumber },
}: {
  readonly order: Schemas['Order'];
}): ReactElement | null {
  const { order: texts } = useMessages();
  const { data } = useQuery(disputesOfQuery(orderId));
  if (data === undefined || data.disputes.length === 0) return null;
  return (
    <section aria-label={texts.disputes}>
      <h2>{texts.disputes}</h2>
      {data.disputes.map((dispute) => (
        <DisputePanel key={dispute.disputeId} dispute={dispute} orderNumber={orderNumber} heading="h3" />
      ))}
    </section>
  );
}
