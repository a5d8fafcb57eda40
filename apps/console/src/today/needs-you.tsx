import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { groupsOf, type AlertGroup } from '../alerts/alert-code';
import { AlertRows } from '../alerts/alert-rows';
import { AlertTitle } from '../alerts/alert-title';
import type { Schemas } from '../api/holdfast';
import { alertsQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { Panel } from '../page/panel';
import { Shown } from '../page/states';
import { addressOf } from '../place/place';

/** So many alerts of one code are shown; the rest are in the list of orders. */
const ROWS = 4;

/** Open alerts by what they are about, the most urgent first. */
export function NeedsYou(): ReactElement {
  const { today } = useMessages();
  const query = useQuery(alertsQuery);
  return (
    <Panel
      title={
        <>
          {today.needsYou}{' '}
          {query.data !== undefined && <span className="count">{countOf(query.data, today.more)}</span>}
        </>
      }
      aside={<a href={addressOf(['orders'], { attention: 'true' })}>{today.all}</a>}
    >
      <Shown query={query}>
        {({ attentions }) =>
          attentions.length === 0 ? (
            <p className="quiet">{today.needsYouNone}</p>
          ) : (
            <div className="alerts">
              {groupsOf(attentions).map((group) => (
                <Group key={group.code} group={group} />
              ))}
            </div>
          )
        }
      </Shown>
    </Panel>
  );
}

function countOf({ attentions, nextCursor }: Schemas['AttentionPage'], more: (count: number) => string): string {
  return nextCursor === null ? attentions.length.toString() : more(attentions.length);
}

function Group({ group: { code, alerts } }: { readonly group: AlertGroup<Schemas['ListedAttention']> }): ReactElement {
  const { alerts: texts, today } = useMessages();
  const oldestFirst = alerts.toReversed();
  return (
    <article className="alert-group">
      <h3>
        <AlertTitle code={code} /> <span className="count">{alerts.length}</span>
      </h3>
      <p className="quiet">{texts.codes[code][1]}</p>
      <AlertRows alerts={oldestFirst.slice(0, ROWS)} />
      {alerts.length > ROWS && <a href={addressOf(['orders'], { attentionCode: code })}>{today.all}</a>}
    </article>
  );
}
