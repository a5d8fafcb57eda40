import type { ReactElement } from 'react';
import { sumOf } from '../../../../libs/domain/money/money';
import { CancelShipment } from '../actions/cancel-shipment';
import type { Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';
import { MoneyText } from '../money/money-text';
import { DataTable, type Column } from '../page/data-table';
import { None } from '../page/none';
import { Panel } from '../page/panel';
import { DateText } from '../page/when';
import { useMay } from '../session/access';

type Shipment = Schemas['Shipment'];

/** What has left, and what was captured for it. */
export function Shipments({ order }: { readonly order: Schemas['Order'] }): ReactElement {
  const { orderId, shipments, currency, actions } = order;
  const { order: texts, words } = useMessages();
  const { shipment: titles } = texts;
  const mayUndo = useMay('operate') && actions.includes('cancel_shipment');
  const columns: Column<Shipment>[] = [
    { title: titles.id, cell: (shipment) => <Named shipment={shipment} /> },
    { title: titles.lines, isNumber: true, cell: ({ lines }) => sumOf(lines, ({ quantity }) => quantity) },
    {
      title: titles.status,
      cell: ({ status, shipmentId }) => (
        <>
          <span className={`badge ${status}`}>{words.shipmentStatus[status]}</span>
          {mayUndo && status === 'covered' && <CancelShipment orderId={orderId} shipmentId={shipmentId} />}
        </>
      ),
    },
    { title: titles.amount, isNumber: true, cell: ({ amount }) => <MoneyText amount={amount} currency={currency} /> },
    ...(['fee', 'net'] as const).map((name) => ({
      title: titles[name],
      isNumber: true,
      cell: ({ capture }: Shipment) => <OfCapture amount={capture[name]} currency={capture.settlementCurrency} />,
    })),
  ];
  return (
    <Panel title={texts.shipments}>
      {shipments.length === 0 ? (
        <p className="quiet">{texts.noShipments}</p>
      ) : (
        <DataTable label={texts.shipments} columns={columns} rows={shipments} keyOf={({ shipmentId }) => shipmentId} />
      )}
    </Panel>
  );
}

function Named({
  shipment: { shipmentId, carrier, trackingNumber, shippedAt },
}: {
  readonly shipment: Shipment;
}): ReactElement {
  const tracking = [carrier, trackingNumber].filter((part) => part !== null).join(' ');
  return (
    <>
      {shipmentId}
      {tracking !== '' && <span className="quiet">{tracking}</span>}
      {shippedAt !== null && (
        <span className="quiet">
          <DateText instant={shippedAt} />
        </span>
      )}
    </>
  );
}

interface CaptureAmount {
  readonly amount: number | null;
  readonly currency: string | null;
}

/** Known once the capture has settled. */
function OfCapture({ amount, currency }: CaptureAmount): ReactElement {
  if (amount === null || currency === null) return <None />;
  return <MoneyText amount={amount} currency={currency} />;
}
