import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { Schemas } from '../api/holdfast';
import { lettersQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { OrderLink } from '../orders/order-link';
import { DataTable, type Column } from '../page/data-table';
import { Panel } from '../page/panel';
import { Shown } from '../page/states';
import { When } from '../page/when';

type Letter = Schemas['DeadLetter'];

/** Events of the provider that were tried for a day, and could not be handled. */
export function DeadLetters(): ReactElement {
  const { system, state } = useMessages();
  const [cursor, setCursor] = useState<string | null>(null);
  return (
    <Panel title={system.letters}>
      <Shown query={useQuery(lettersQuery(cursor))}>
        {({ deadLetters, nextCursor }) =>
          deadLetters.length === 0 ? (
            <p className="quiet">{system.noLetters}</p>
          ) : (
            <>
              <p className="quiet">{system.lettersHelp}</p>
              <Letters letters={deadLetters} />
              {nextCursor !== null && (
                <Button
                  onPress={() => {
                    setCursor(nextCursor);
                  }}
                >
                  {state.next}
                </Button>
              )}
            </>
          )
        }
      </Shown>
    </Panel>
  );
}

function Letters({ letters }: { readonly letters: readonly Letter[] }): ReactElement {
  const { system } = useMessages();
  const columns: Column<Letter>[] = [
    {
      title: system.letter.event,
      cell: ({ type, eventId }) => (
        <>
          {type} <span className="quiet">{eventId}</span>
        </>
      ),
    },
    {
      title: system.letter.order,
      cell: ({ orderId, paymentIntentId }) =>
        orderId === null ? (paymentIntentId ?? '–') : <OrderLink orderId={orderId} orderNumber={null} />,
    },
    {
      title: system.letter.reason,
      cell: ({ reason, lastError }) => (
        <>
          {reason} <span className="quiet">{lastError}</span>
        </>
      ),
    },
    { title: system.letter.attempts, isNumber: true, cell: ({ attempts }) => attempts },
    { title: system.letter.received, cell: ({ receivedAt }) => <When instant={receivedAt} /> },
  ];
  return <DataTable label={system.letters} columns={columns} rows={letters} keyOf={({ eventId }) => eventId} />;
}
