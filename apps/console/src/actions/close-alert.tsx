import { useState, type ReactElement } from 'react';
import type { AlertCode } from '../alerts/alert-code';
import { answerOf, holdfast } from '../api/holdfast';
import { useMessages } from '../language/language';
import { useMay, usePerson } from '../session/access';
import { ActionDialog } from './action-dialog';
import { ActionForm } from './action-form';
import { Reason } from './fields';
import { useCommand } from './use-command';

interface OneAlert {
  readonly orderId: string;
  readonly code: AlertCode;
}

/** Closes an alert that a person has solved, with the reason. */
export function CloseAlert({ orderId, code }: OneAlert): ReactElement | null {
  const { actions, alerts } = useMessages();
  const mayOperate = useMay('operate');
  if (!mayOperate) return null;
  return (
    <ActionDialog open={actions.close.open} title={actions.close.title(alerts.codes[code][0])}>
      {(close) => <CloseForm orderId={orderId} code={code} close={close} />}
    </ActionDialog>
  );
}

function CloseForm({ orderId, code, close }: OneAlert & { readonly close: () => void }): ReactElement {
  const { close: texts } = useMessages().actions;
  const by = usePerson();
  const [reason, setReason] = useState('');
  const command = useCommand({
    ...{ orderId, close, done: texts.done },
    send: () =>
      answerOf(
        holdfast.POST('/v1/orders/{orderId}/attentions/{code}/close', {
          params: { path: { orderId, code } },
          body: { by, reason },
        }),
      ),
  });
  return (
    <ActionForm command={command} submit={texts.submit} isReady close={close}>
      <p>{texts.help}</p>
      <Reason value={reason} onChange={setReason} />
    </ActionForm>
  );
}
