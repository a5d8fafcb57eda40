import { useState, type ReactElement } from 'react';
import { answerOf, holdfast, triedOut, TRY_OUT } from '../api/holdfast';
import { useMessages } from '../language/language';
import { ActionDialog } from './action-dialog';
import { ActionForm } from './action-form';
import { LOOK, Reason } from './fields';
import { Preview, usePreview } from './preview';
import { useCommand } from './use-command';

interface OneShipment {
  readonly orderId: string;
  readonly shipmentId: string;
}

/** Undoes a shipment that did not leave, and for which nothing is captured yet. */
export function CancelShipment(shipment: OneShipment): ReactElement {
  const { cancelShipment } = useMessages().actions;
  return (
    <ActionDialog open={cancelShipment.open} title={cancelShipment.title(shipment.shipmentId)}>
      {(close) => <CancelShipmentForm {...shipment} close={close} />}
    </ActionDialog>
  );
}

function CancelShipmentForm({
  orderId,
  shipmentId,
  close,
}: OneShipment & { readonly close: () => void }): ReactElement {
  const { cancelShipment: texts } = useMessages().actions;
  const [reason, setReason] = useState('');
  const path = { orderId, shipmentId };
  const preview = usePreview({
    orderId,
    body: { shipmentId, reason: LOOK },
    tryOut: ({ reason: look }) =>
      triedOut(
        holdfast.POST('/v1/orders/{orderId}/shipments/{shipmentId}/cancellation', {
          params: { path, query: TRY_OUT },
          body: { reason: look },
        }),
      ),
  });
  const command = useCommand({
    ...{ orderId, close, done: texts.done(shipmentId) },
    send: () =>
      answerOf(
        holdfast.POST('/v1/orders/{orderId}/shipments/{shipmentId}/cancellation', {
          params: { path },
          body: { reason },
        }),
      ),
  });
  return (
    <ActionForm command={command} submit={texts.submit} isReady={preview.isGood} close={close}>
      <p>{texts.help}</p>
      <Reason value={reason} onChange={setReason} />
      <Preview preview={preview} />
    </ActionForm>
  );
}
