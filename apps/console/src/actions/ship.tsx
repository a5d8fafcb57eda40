import { useState, type ReactElement } from 'react';
import { answerOf, holdfast, triedOut, TRY_OUT, type Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';
import { ActionDialog } from './action-dialog';
import { ActionForm } from './action-form';
import { TextLine } from './fields';
import { nextId } from './ids';
import { openLinesOf } from './open-lines';
import { Preview, usePreview } from './preview';
import { UnitsFields, allOf, chosenIn } from './units-fields';
import { useCommand } from './use-command';

interface OneOrder {
  readonly order: Schemas['Order'];
}

/** Records a shipment by hand. */
export function Ship({ order }: OneOrder): ReactElement {
  const { ship } = useMessages().actions;
  return (
    <ActionDialog open={ship.open} title={ship.title} isMain>
      {(close) => <ShipForm order={order} close={close} />}
    </ActionDialog>
  );
}

function ShipForm({ order, close }: OneOrder & { readonly close: () => void }): ReactElement {
  const { actions } = useMessages();
  const { ship } = actions;
  const { orderId } = order;
  const lines = openLinesOf(order);
  const [units, setUnits] = useState(() => allOf(lines));
  const [shipmentId, setId] = useState(() =>
    nextId(
      'shipment',
      order.shipments.map((shipment) => shipment.shipmentId),
    ),
  );
  const [carrier, setCarrier] = useState('');
  const [trackingNumber, setTracking] = useState('');
  const chosen = chosenIn(units);
  const isComplete = chosen.length > 0 && shipmentId !== '';
  const shipment = {
    ...{ shipmentId, lines: chosen },
    ...(carrier !== '' && { carrier }),
    ...(trackingNumber !== '' && { trackingNumber }),
  };
  const preview = usePreview({
    orderId,
    body: isComplete ? shipment : null,
    tryOut: (body) =>
      triedOut(
        holdfast.POST('/v1/orders/{orderId}/shipments', { params: { path: { orderId }, query: TRY_OUT }, body }),
      ),
  });
  const command = useCommand({
    ...{ orderId, close, done: ship.done(shipmentId) },
    send: () =>
      answerOf(holdfast.POST('/v1/orders/{orderId}/shipments', { params: { path: { orderId } }, body: shipment })),
  });
  return (
    <ActionForm command={command} submit={ship.submit} isReady={preview.isGood} close={close}>
      <UnitsFields lines={lines} units={units} onChange={setUnits} />
      <div className="pair">
        <TextLine label={ship.carrier} value={carrier} onChange={setCarrier} />
        <TextLine label={ship.trackingNumber} value={trackingNumber} onChange={setTracking} maxLength={64} />
      </div>
      <TextLine
        label={actions.id}
        help={actions.idHelp}
        value={shipmentId}
        onChange={setId}
        maxLength={64}
        isRequired
      />
      <Preview preview={preview} />
    </ActionForm>
  );
}
