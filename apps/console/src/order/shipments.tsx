import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';
import { MoneyText } from '../money/money-text';

/** What has left, and what was captured for it. */
export function Shipments({ order: { shipments, currency } }: { readonly order: Schemas['Order'] }): ReactElement {
  const { order: texts } = useMessages();
  const { shipment: columns } = texts;
  return (
    <section>
      <h2>{texts.shipments}</h2>
      {shipments.length === 0 ? (
        <p className="quiet">{texts.noShipments}</p>
      ) : (
        <table className="cards">
          <thead>
            <tr>
              {Object.entries(columns).map(([name, title]) => (
                <th key={name} scope="col" className={['amount', 'fee', 'net'].includes(name) ? 'number' : ''}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shipments.map((shipment) => (
              <ShipmentRow key={shipment.shipmentId} shipment={shipment} currency={currency} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface ShownShipment {
  readonly shipment: Schemas['Shipment'];
  readonly currency: string;
}

function ShipmentRow({ shipment, currency }: ShownShipment): ReactElement {
  const { order: texts, shipmentStatus } = useMessages();
  const { shipment: columns } = texts;
  const { capture, carrier, trackingNumber } = shipment;
  return (
    <tr>
      <th scope="row">{shipment.shipmentId}</th>
      <td data-label={columns.tracking}>
        {[carrier, trackingNumber].filter((part) => part !== null).join(' ') || '–'}
      </td>
      <td data-label={columns.status}>{shipmentStatus[shipment.status]}</td>
      <td className="number" data-label={columns.amount}>
        <MoneyText amount={shipment.amount} currency={currency} />
      </td>
      {(['fee', 'net'] as const).map((name) => (
        <td key={name} className="number" data-label={columns[name]}>
          <OfCapture amount={capture[name]} currency={capture.settlementCurrency} />
        </td>
      ))}
    </tr>
  );
}

/** Known once the capture has settled. */
function OfCapture({
  amount,
  currency,
}: {
  readonly amount: number | null;
  readonly currency: string | null;
}): ReactElement {
  if (amount === null || currency === null) return <span className="quiet">–</span>;
  return <MoneyText amount={amount} currency={currency} />;
}
