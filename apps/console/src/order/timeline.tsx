import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { timelineQuery } from '../api/queries';
import { useLanguageTag, useMessages } from '../language/language';
import { dateAndTime } from '../language/time';
import { MoneyText } from '../money/money-text';
import { Shown } from '../page/states';

/** What happened to an order, newest first, with who did it. */
export function Timeline({ orderId }: { readonly orderId: string }): ReactElement {
  const { order: texts } = useMessages();
  const found = useQuery(timelineQuery(orderId));
  return (
    <section>
      <h2>{texts.timeline}</h2>
      <Shown query={found}>
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
    </section>
  );
}

function Entry({ entry }: { readonly entry: Schemas['TimelineEntry'] }): ReactElement {
  const { order: texts } = useMessages();
  const tag = useLanguageTag();
  const { at, kind, amount, who, key, person, message } = entry;
  return (
    <li>
      <p>
        {message} {amount !== null && <MoneyText amount={amount.amount} currency={amount.currency} />}
      </p>
      <p className="quiet">
        <time dateTime={at}>{dateAndTime(at, tag)}</time> · {texts.by(person ?? key ?? who)} · <code>{kind}</code>
      </p>
    </li>
  );
}
