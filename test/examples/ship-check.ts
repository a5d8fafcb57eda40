import { pricedShipmentOf } from '../../libs/domain/captures/capture-step';
import { howHoldPays, whyCardPaysNot, type ShippingUnits } from '../../libs/domain/captures/how-units-ship';
import { paidFromCard, paidFromHold } from '../../libs/domain/captures/paid-from';
import { decide } from '../../libs/domain/lifecycle/decide';
import type { Input } from '../../libs/domain/orders/inputs';
import type { LineQuantity } from '../../libs/domain/orders/shipment-price';
import { without, worthOf } from '../../libs/domain/orders/unit-spans';
import { lastOpenSpans } from '../../libs/domain/payment/open-spans';
import { openUnits, type Payment } from '../../libs/domain/payment/payment';
import { unitsRefusal } from '../../libs/domain/payment/refusal';
import { shipmentOf } from './payments';

/** Whether the ship check allows units, by the rule that it shares with the workflow. */
function mayShip(payment: Payment, lines: readonly LineQuantity[]): boolean {
  const { hold } = payment;
  if (unitsRefusal(openUnits(payment), lines) !== undefined) return false;
  if (hold.state === 'saved') return whyCardPaysNot(paidFromCard(payment, hold)) === undefined;
  if (hold.state !== 'held') return false;
  return howHoldPays(paidFromHold(payment, hold), shippingUnits(payment, lines)).kind !== 'refused';
}

/** The units that stay are priced one by one, as the API prices them of the rows. */
function shippingUnits(payment: Payment, lines: readonly LineQuantity[]): ShippingUnits {
  const { spans, price } = pricedShipmentOf(payment, shipmentOf('asked', lines));
  const staying = without(lastOpenSpans(payment, openUnits(payment)), spans);
  return { lines, amount: price.amount, staying: worthOf(payment.order.allocation, staying) };
}

/**
 * What the ship check allows is not refused as a shipment, and what it does not allow is.
 * @param happens asked for the units of a shipment, and then for all that is open
 * @returns how many of the two were allowed
 */
export function expectShipCheckKept(payment: Payment, happens: Input): number {
  if (happens.kind !== 'capture_shipment') return 0;
  const all = openUnits(payment).filter(({ quantity }) => quantity > 0);
  const asked = [happens.shipment.lines, all].filter((lines) => lines.length > 0);
  return asked.filter((lines) => {
    const decision = decide(payment, {
      kind: 'capture_shipment',
      shipment: shipmentOf('asked by the ship check', lines),
    });
    const allowed = mayShip(payment, lines);
    if (allowed === (decision.kind === 'refuse')) {
      throw new Error(
        `The ship check ${allowed ? 'allows' : 'refuses'} what is decided so: ${JSON.stringify(decision)}`,
      );
    }
    return allowed;
  }).length;
}
