import { useState, type ReactElement } from 'react';
import { ActionDialog } from '../actions/action-dialog';
import { ActionForm } from '../actions/action-form';
import { Reason } from '../actions/fields';
import { useCommand } from '../actions/use-command';
import { answerOf, holdfast } from '../api/holdfast';
import { useMessages } from '../language/language';

interface OneLetter {
  readonly eventId: string;
}

/** Has an event that could be handed to nobody delivered once more. */
export function RedeliverLetter({ eventId }: OneLetter): ReactElement {
  const { redeliver } = useMessages().system.letterActions;
  return (
    <ActionDialog open={redeliver.open} title={redeliver.title(eventId)}>
      {(close) => <RedeliverForm eventId={eventId} close={close} />}
    </ActionDialog>
  );
}

interface LetterForm extends OneLetter {
  readonly close: () => void;
}

function RedeliverForm({ eventId, close }: LetterForm): ReactElement {
  const { redeliver } = useMessages().system.letterActions;
  const [reason, setReason] = useState('');
  const command = useCommand({
    ...{ orderId: null, close, done: redeliver.done(eventId) },
    send: () =>
      answerOf(
        holdfast.POST('/v1/dead-letters/{eventId}/redeliver', { params: { path: { eventId } }, body: { reason } }),
      ),
  });
  return (
    <ActionForm command={command} submit={redeliver.submit} isReady close={close}>
      <p>{redeliver.help}</p>
      <Reason value={reason} onChange={setReason} />
    </ActionForm>
  );
}

/** Says that nobody needs to look at an event any more. */
export function DropLetter({ eventId }: OneLetter): ReactElement {
  const { drop } = useMessages().system.letterActions;
  return (
    <ActionDialog open={drop.open} title={drop.title(eventId)}>
      {(close) => <DropForm eventId={eventId} close={close} />}
    </ActionDialog>
  );
}

function DropForm({ eventId, close }: LetterForm): ReactElement {
  const { drop } = useMessages().system.letterActions;
  const [reason, setReason] = useState('');
  const command = useCommand({
    ...{ orderId: null, close, done: drop.done(eventId) },
    send: () =>
      answerOf(holdfast.POST('/v1/dead-letters/{eventId}/drop', { params: { path: { eventId } }, body: { reason } })),
  });
  return (
    <ActionForm command={command} submit={drop.submit} isReady close={close}>
      <p>{drop.help}</p>
      <Reason value={reason} onChange={setReason} />
    </ActionForm>
  );
}
