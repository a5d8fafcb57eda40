import { useState, type ReactElement } from 'react';
import { answerOf, holdfast, triedOut, TRY_OUT, type Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';
import { ActionDialog } from './action-dialog';
import { ActionForm } from './action-form';
import { LOOK, Reason } from './fields';
import { newId } from './ids';
import { openLinesOf } from './open-lines';
import { Preview, usePreview } from './preview';
import { UnitsFields, allOf, chosenIn } from './units-fields';
import { useCommand } from './use-command';

interface OneOrder {
  readonly order: Schemas['Order'];
}

/** Cancels units that have not shipped: some, or everything that is open. */
export function Cancel({ order }: OneOrder): ReactElement {
  const { cancel } = useMessages().actions;
  return (
    <ActionDialog open={cancel.open} title={cancel.title}>
      {(close) => <CancelForm order={order} close={close} />}
    </ActionDialog>
  );
}

function CancelForm({ order, close }: OneOrder & { readonly close: () => void }): ReactElement {
  const { cancel } = useMessages().actions;
  const { orderId } = order;
  const lines = openLinesOf(order);
  const [units, setUnits] = useState(() => allOf(lines));
  const [reason, setReason] = useState('');
  const [cancellationId] = useState(() => newId('cancellation'));
  const chosen = chosenIn(units);
  const cancellation = { cancellationId, lines: chosen };
  const preview = usePreview({
    orderId,
    body: chosen.length > 0 ? { ...cancellation, reason: LOOK } : null,
    tryOut: (body) =>
      triedOut(
        holdfast.POST('/v1/orders/{orderId}/cancellations', { params: { path: { orderId }, query: TRY_OUT }, body }),
      ),
  });
  const command = useCommand({
    ...{ orderId, close, done: cancel.done },
    send: () =>
      answerOf(
        holdfast.POST('/v1/orders/{orderId}/cancellations', {
          params: { path: { orderId } },
          body: { ...cancellation, reason },
        }),
      ),
  });
  return (
    <ActionForm command={command} submit={cancel.submit} isReady={preview.isGood} close={close}>
      <UnitsFields lines={lines} units={units} onChange={setUnits} />
      <Reason value={reason} onChange={setReason} />
      <Preview preview={preview} />
    </ActionForm>
  );
}
