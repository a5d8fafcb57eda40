import { useState, type ReactElement } from 'react';
import { answerOf, holdfast, type Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';
import { ActionDialog } from './action-dialog';
import { ActionForm } from './action-form';
import { TextLine } from './fields';
import { useCommand } from './use-command';

interface OneOrder {
  readonly order: Schemas['Order'];
}

/** Pays an order that waits for its buyer with a card that the buyer has given meanwhile. */
export function ConfirmPayment({ order }: OneOrder): ReactElement {
  const { confirm } = useMessages().actions;
  return (
    <ActionDialog open={confirm.open} title={confirm.title}>
      {(close) => <ConfirmForm order={order} close={close} />}
    </ActionDialog>
  );
}

function ConfirmForm({ order: { orderId }, close }: OneOrder & { readonly close: () => void }): ReactElement {
  const { confirm } = useMessages().actions;
  const [paymentMethod, setMethod] = useState('');
  const command = useCommand({
    ...{ orderId, close, done: confirm.done },
    send: () =>
      answerOf(
        holdfast.POST('/v1/orders/{orderId}/confirm', { params: { path: { orderId } }, body: { paymentMethod } }),
      ),
  });
  return (
    <ActionForm command={command} submit={confirm.submit} isReady={paymentMethod !== ''} close={close}>
      <TextLine
        label={confirm.paymentMethod}
        help={confirm.paymentMethodHelp}
        value={paymentMethod}
        onChange={setMethod}
        maxLength={255}
        isRequired
      />
    </ActionForm>
  );
}
