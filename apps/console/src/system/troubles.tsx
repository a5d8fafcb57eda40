import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { groupsOf, type AlertCode } from '../alerts/alert-code';
import { AlertRows } from '../alerts/alert-rows';
import { AlertTitle } from '../alerts/alert-title';
import { alertsQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { Panel } from '../page/panel';
import { Shown } from '../page/states';

/** Alerts whose cause is not the order on which they are open. */
const OF_THE_WHOLE: ReadonlySet<AlertCode> = new Set<AlertCode>([
  'release_overdue',
  'deployment_conflict',
  'workflow_missing',
  'provider_misuse',
  'step_failing',
  'unknown_answer',
]);

/** What stands between Holdfast and Stripe, or itself: orders without a workflow, steps that fail. */
export function Troubles(): ReactElement {
  const { system } = useMessages();
  return (
    <Panel title={system.troubles}>
      <Shown query={useQuery(alertsQuery)}>
        {({ attentions }) => {
          const groups = groupsOf(attentions.filter(({ code }) => OF_THE_WHOLE.has(code)));
          if (groups.length === 0) return <p className="quiet">{system.noTroubles}</p>;
          return groups.map(({ code, alerts }) => (
            <article key={code} className="alert-group">
              <h3>
                <AlertTitle code={code} /> <span className="count">{alerts.length}</span>
              </h3>
              <AlertRows alerts={alerts} />
            </article>
          ));
        }}
      </Shown>
    </Panel>
  );
}
