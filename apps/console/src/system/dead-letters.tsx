import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { Schemas } from '../api/holdfast';
import { lettersQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { OrderLink } from '../orders/order-link';
import { Choice } from '../page/choice';
import { DataTable, type Column } from '../page/data-table';
import { Panel } from '../page/panel';
import { Shown } from '../page/states';
import { When } from '../page/when';
import { useMay } from '../session/access';
import { DropLetter, RedeliverLetter } from './letter-actions';

type Letter = Schemas['DeadLetter'];

/** Events of the provider that were tried for a day, and could not be handled; or those that somebody dropped. */
export function DeadLetters(): ReactElement {
  const { system } = useMessages();
  const [kind, setKind] = useState<'waiting' | 'dropped'>('waiting');
  return (
    <Panel
      title={system.letters}
      aside={
        <Choice
          label={system.letterStates}
          options={system.letterState}
          value={kind}
          onChange={(chosen) => {
            setKind(chosen === 'dropped' ? 'dropped' : 'waiting');
          }}
        />
      }
    >
      <LetterPage key={kind} isDropped={kind === 'dropped'} />
    </Panel>
  );
}

function LetterPage({ isDropped }: { readonly isDropped: boolean }): ReactElement {
  const { system, state } = useMessages();
  const [cursor, setCursor] = useState<string | null>(null);
  return (
    <Shown query={useQuery(lettersQuery(isDropped, cursor))}>
      {({ deadLetters, nextCursor }) =>
        deadLetters.length === 0 ? (
          <p className="quiet">{isDropped ? system.noDroppedLetters : system.noLetters}</p>
        ) : (
          <>
            {!isDropped && <p className="quiet">{system.lettersHelp}</p>}
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
  );
}

function Letters({ letters }: { readonly letters: readonly Letter[] }): ReactElement {
  const { system } = useMessages();
  const mayOperate = useMay('operate');
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
      cell: ({ orderId, orderNumber, paymentIntentId }) =>
        orderId === null ? (paymentIntentId ?? '–') : <OrderLink orderId={orderId} orderNumber={orderNumber} />,
    },
    { title: system.letter.reason, cell: (letter) => <Why letter={letter} /> },
    { title: system.letter.attempts, isNumber: true, cell: ({ attempts }) => attempts },
    { title: system.letter.received, cell: ({ receivedAt }) => <When instant={receivedAt} /> },
    ...(mayOperate
      ? [
          {
            title: system.letter.actions,
            cell: ({ eventId, droppedAt }: Letter) => (
              <span className="buttons">
                <RedeliverLetter eventId={eventId} />
                {droppedAt === null && <DropLetter eventId={eventId} />}
              </span>
            ),
          },
        ]
      : []),
  ];
  return <DataTable label={system.letters} columns={columns} rows={letters} keyOf={({ eventId }) => eventId} />;
}

/** Why it could be handed to nobody, and what people did about it. */
function Why({ letter: { reason, lastError, decisions } }: { readonly letter: Letter }): ReactElement {
  const { system } = useMessages();
  return (
    <>
      {reason} <span className="quiet">{lastError}</span>
      {decisions.map(({ decision, decidedBy, decidedAt, reason: why }) => (
        <span key={decidedAt} className="quiet">
          {system.letterDecision[decision](decidedBy)} <When instant={decidedAt} />
          {why !== null && `: ${why}`}
        </span>
      ))}
    </>
  );
}
