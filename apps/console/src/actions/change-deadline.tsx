import { useState, type ReactElement } from 'react';
import { answerOf, holdfast, triedOut, TRY_OUT, type Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';
import { Choice } from '../page/choice';
import { ActionDialog } from './action-dialog';
import { ActionForm } from './action-form';
import { POLICIES, type DeadlinePolicy } from './deadline-policy';
import { TextLine } from './fields';
import { Preview, usePreview } from './preview';
import { useCommand } from './use-command';

interface OneOrder {
  readonly order: Schemas['Order'];
}

const SECONDS_PER_HOUR = 3_600;

/** Changes what becomes of what has not shipped, and how long before the hold expires. */
export function ChangeDeadline({ order }: OneOrder): ReactElement {
  const { deadline } = useMessages().actions;
  return (
    <ActionDialog open={deadline.open} title={deadline.title}>
      {(close) => <DeadlineForm order={order} close={close} />}
    </ActionDialog>
  );
}

function DeadlineForm({ order, close }: OneOrder & { readonly close: () => void }): ReactElement {
  const { actions, words } = useMessages();
  const { deadline } = actions;
  const { orderId } = order;
  const [onDeadline, setPolicy] = useState<DeadlinePolicy>(order.payment.onDeadline);
  const [hours, setHours] = useState('');
  const marginSeconds = Math.round(Number(hours) * SECONDS_PER_HOUR);
  const change = { onDeadline, ...(hours !== '' && { marginSeconds }) };
  const preview = usePreview({
    orderId,
    body: Number.isNaN(marginSeconds) ? null : change,
    tryOut: (body) =>
      triedOut(holdfast.POST('/v1/orders/{orderId}/deadline', { params: { path: { orderId }, query: TRY_OUT }, body })),
  });
  const command = useCommand({
    ...{ orderId, close, done: deadline.done },
    send: () =>
      answerOf(
        holdfast.POST('/v1/orders/{orderId}/deadline', {
          params: { path: { orderId } },
          body: change,
        }),
      ),
  });
  return (
    <ActionForm command={command} submit={deadline.submit} isReady={preview.isGood} close={close}>
      <Choice
        label={deadline.onDeadline}
        options={words.onDeadline}
        value={onDeadline}
        onChange={(chosen) => {
          setPolicy(POLICIES.find((policy) => policy === chosen) ?? onDeadline);
        }}
      />
      <TextLine label={deadline.hours} help={deadline.hoursHelp} value={hours} onChange={setHours} maxLength={5} />
      <Preview preview={preview} />
    </ActionForm>
  );
}
