import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { disputesQuery } from '../api/queries';
import { useLiveLists } from '../api/live';
import { useMessages } from '../language/language';
import { Shown } from '../page/states';
import { Turn } from '../page/turn';
import { addressOf } from '../place/place';
import { DisputePanel } from './dispute-panel';
import { firstDueFirst } from './first-due-first';

/** Disputes of all orders: those that the bank still decides, or those that are over. */
export function DisputesScreen({ query }: { readonly query: URLSearchParams }): ReactElement {
  const { screens, disputes: texts } = useMessages();
  const isOpen = query.get('open') !== 'false';
  const page = useQuery(disputesQuery(isOpen, query.get('cursor')));
  useLiveLists();
  return (
    <>
      <h1>{screens.disputes}</h1>
      <nav className="views" aria-label={screens.disputes}>
        <a href={addressOf(['disputes'])} {...(isOpen && { 'aria-current': 'page' })}>
          {texts.open}
        </a>
        <a href={addressOf(['disputes'], { open: 'false' })} {...(!isOpen && { 'aria-current': 'page' })}>
          {texts.closed}
        </a>
      </nav>
      <Shown query={page}>
        {({ disputes, nextCursor }) => (
          <>
            {disputes.length === 0 && <p className="panel empty">{isOpen ? texts.none : texts.noneClosed}</p>}
            {firstDueFirst(disputes).map((dispute) => (
              <DisputePanel key={dispute.disputeId} dispute={dispute} orderNumber={dispute.orderNumber} heading="h2" />
            ))}
            <Turn path={['disputes']} query={query} nextCursor={nextCursor} />
          </>
        )}
      </Shown>
    </>
  );
}
