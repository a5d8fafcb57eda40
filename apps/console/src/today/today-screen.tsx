import type { ReactElement } from 'react';
import { useLiveLists } from '../api/live';
import { useMessages } from '../language/language';
import { DisputesDue } from './disputes-due';
import { EndsSoon } from './ends-soon';
import { HealthLine } from './health-line';
import { NeedsYou } from './needs-you';
import { RefundsPending } from './refunds-pending';
import { WaitsForBuyer } from './waits-for-buyer';

/** What a person has to see to now, the most urgent first. */
export function TodayScreen(): ReactElement {
  const { screens } = useMessages();
  useLiveLists();
  return (
    <>
      <h1>{screens.today}</h1>
      <HealthLine />
      <NeedsYou />
      <div className="tiles">
        <EndsSoon />
        <WaitsForBuyer />
        <RefundsPending />
        <DisputesDue />
      </div>
    </>
  );
}
