import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { useLanguageTag, useMessages } from '../language/language';
import { amountIn } from '../money/amount';
import { MoneyText } from '../money/money-text';
import { OrderLink } from '../orders/order-link';
import { DashboardLink } from '../page/dashboard-link';
import { Facts } from '../page/facts';
import { DateText, When } from '../page/when';

type Dispute = Schemas['Dispute'];

interface DisputeParts {
  readonly dispute: Dispute;
  /** What people call its order; null: its id. */
  readonly orderNumber: string | null;
  /** Below which it stands: the screen's own, or a part's. */
  readonly heading: 'h2' | 'h3';
}

/** A dispute: what it is about, by when the bank wants an answer, and what is prepared for it. */
export function DisputePanel({ dispute, orderNumber, heading: Heading }: DisputeParts): ReactElement {
  const { disputes: texts, words, today } = useMessages();
  const { disputeId, orderId, status, reason, amount, currency, evidenceDueBy, disputedAt } = dispute;
  const statuses: Readonly<Record<string, string>> = words.disputeStatus;
  const { columns } = texts;
  return (
    <article className="panel" aria-label={disputeId}>
      <div className="panel-head">
        <Heading>
          <MoneyText amount={amount} currency={currency} />{' '}
          <span className={`badge ${status}`}>{statuses[status] ?? status}</span>
        </Heading>
        {evidenceDueBy !== null && <When instant={evidenceDueBy} say={today.due} mayBeUrgent />}
      </div>
      <Facts
        facts={[
          [columns.order, <OrderLink key="order" orderId={orderId} orderNumber={orderNumber} />],
          [columns.reason, reason],
          [columns.dispute, <DashboardLink key="dispute" kind="disputes" id={disputeId} />],
          [columns.due, evidenceDueBy === null ? '–' : <DateText key="due" instant={evidenceDueBy} />],
          [texts.opened, <DateText key="open" instant={disputedAt} />],
        ]}
      />
      <Withdrawn dispute={dispute} />
      <Evidence dispute={dispute} />
    </article>
  );
}

interface OneDispute {
  readonly dispute: Dispute;
}

function Withdrawn({ dispute: { withdrawn, reinstated, currency } }: OneDispute): ReactElement | null {
  const { disputes: texts } = useMessages();
  const tag = useLanguageTag();
  if (withdrawn === 0 && reinstated === 0) return null;
  const parts = [
    ...(withdrawn === 0 ? [] : [texts.withdrawn(amountIn(withdrawn, currency, tag))]),
    ...(reinstated === 0 ? [] : [texts.reinstated(amountIn(reinstated, currency, tag))]),
  ];
  return <p>{new Intl.ListFormat(tag).format(parts)}</p>;
}

function Evidence({ dispute: { disputeId, evidence, evidenceState, endedAt } }: OneDispute): ReactElement {
  const { disputes: texts, words } = useMessages();
  const facts = EVIDENCE.flatMap((name) => {
    const value = evidence[name];
    return value === null ? [] : [[texts.evidenceOf[name], value] as const];
  });
  return (
    <details>
      <summary>
        {texts.evidence}: {words.evidenceState[evidenceState]}
      </summary>
      {facts.length === 0 ? <p className="quiet">{texts.noEvidence}</p> : <Facts facts={facts} />}
      {endedAt === null && (
        <p>
          <DashboardLink kind="disputes" id={disputeId} text={texts.submit} />
        </p>
      )}
    </details>
  );
}

/** What can be prepared, in the order in which it is read. */
const EVIDENCE = [
  'productDescription',
  'shippingCarrier',
  'shippingDate',
  'shippingTrackingNumber',
  'uncategorizedText',
] as const satisfies readonly (keyof Dispute['evidence'])[];
