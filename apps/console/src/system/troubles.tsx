import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { groupsOf, type AlertCode } from '../alerts/alert-code';
import { AlertTitle } from '../alerts/alert-title';
import { alertsQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { OrderLink } from '../orders/order-link';
import { Message } from '../page/message';
import { Panel } from '../page/panel';
import { Shown } from '../page/states';
import { When } from '../page/when';

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
              <ul className="rows">
                {alerts.map(({ orderId, message, since }) => (
                  <li key={`${orderId} ${since}`}>
                    <OrderLink orderId={orderId} orderNumber={null} />
                    <span className="message">
                      <Message text={message} />
                    </span>
                    <When instant={since} />
                  </li>
                ))}
              </ul>
            </article>
          ));
        }}
      </Shown>
    </Panel>
  );
}
