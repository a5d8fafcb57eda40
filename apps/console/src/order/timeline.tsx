import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { WriteNote } from '../actions/write-note';
import type { Schemas } from '../api/holdfast';
import { timelineQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { Message } from '../page/message';
import { Panel } from '../page/panel';
import { Shown } from '../page/states';
import { DateText } from '../page/when';

/** What happened to an order, newest first, with who did it. */
export function Timeline({ orderId }: { readonly orderId: string }): ReactElement {
  const { order: texts } = useMessages();
  return (
    <Panel title={texts.timeline}>
      <WriteNote orderId={orderId} />
      <Shown query={useQuery(timelineQuery(orderId))}>
        {({ entries }) =>
          entries.length === 0 ? (
            <p className="quiet">{texts.timelineEmpty}</p>
          ) : (
            <ol className="timeline" reversed>
              {entries.toReversed().map((entry, index) => (
                <Entry key={entries.length - index} entry={entry} />
              ))}
            </ol>
          )
        }
      </Shown>
    </Panel>
  );
}

function Entry({ entry }: { readonly entry: Schemas['TimelineEntry'] }): ReactElement {
  const { order: texts } = useMessages();
  const { at, kind, who, key, person, message } = entry;
  return (
    <li>
      <p>
        <Message text={message} />
      </p>
      <p className="quiet">
        <DateText instant={at} /> · {texts.by(person ?? key ?? who)} · <code>{kind}</code>
      </p>
    </li>
  );
}
