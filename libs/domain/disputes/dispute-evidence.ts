import { formatMoney, type Money } from '../money/money';

/** The fields of Stripe's that shipments can fill. Source: https://docs.stripe.com/api/disputes/evidence_object */
export const EVIDENCE_FIELDS = [
  'product_description',
  'shipping_carrier',
  'shipping_date',
  'shipping_tracking_number',
  'uncategorized_text',
] as const;

/** A field of Stripe's evidence that Holdfast fills. */
export type EvidenceField = (typeof EVIDENCE_FIELDS)[number];

/**
 * What the shop has to say for itself, in the order of the fields; a field about which nothing is known is left out.
 */
export type DisputeEvidence = readonly { readonly field: EvidenceField; readonly content: string }[];

/** What was charged by one charge, and for what. */
export interface DisputedCharge {
  readonly orderId: string;
  /** The shop's name for the buyer. */
  readonly customerReference: string | null;
  /** In the order in which they were captured. */
  readonly shipments: readonly DisputedShipment[];
}

/** What the evidence says of one shipment of the disputed charge. */
export interface DisputedShipment {
  readonly shipmentId: string;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly amount: Money;
  /** The shipment left when it was captured, or a moment before. */
  readonly capturedAt: string;
  readonly items: readonly ShippedItem[];
}

/** How many units of one line a shipment had. */
export interface ShippedItem {
  readonly lineId: string;
  readonly name: string;
  readonly productCode: string | null;
  readonly quantity: number;
}

/**
 * Characters a field may have. Stripe says so of the long ones, and takes 150,000 in all, which five such fields cannot
 * exceed. Source: https://docs.stripe.com/api/disputes/update#update_dispute-evidence
 */
export const FIELD_CHARACTERS_AT_MOST = 20_000;

/**
 * Evidence out of what shipped: nothing when nothing did. Amounts and dates that no field has a place for are in the
 * text.
 */
export function disputeEvidence(charge: DisputedCharge): DisputeEvidence {
  const { shipments } = charge;
  if (shipments.length === 0) return [];
  const contents: Readonly<Record<EvidenceField, string>> = {
    product_description: within(itemsOf(shipments).map(itemText), ', '),
    shipping_carrier: within(distinct(shipments.flatMap(({ carrier }) => carrier ?? [])), ', '),
    shipping_date: within(distinct(shipments.map(dateOf)), ', '),
    shipping_tracking_number: within(distinct(shipments.flatMap(({ trackingNumber }) => trackingNumber ?? [])), ', '),
    uncategorized_text: within([heading(charge), ...shipments.map(shipmentText)], '\n'),
  };
  return EVIDENCE_FIELDS.flatMap((field) => {
    const content = contents[field];
    return content === '' ? [] : [{ field, content }];
  });
}

/** What is in all shipments together, each line of the order once. */
function itemsOf(shipments: readonly DisputedShipment[]): ShippedItem[] {
  const byLine = new Map<string, ShippedItem>();
  for (const item of shipments.flatMap(({ items }) => items)) {
    const quantity = (byLine.get(item.lineId)?.quantity ?? 0) + item.quantity;
    byLine.set(item.lineId, { ...item, quantity });
  }
  return [...byLine.values()];
}

function heading({ orderId, customerReference, shipments }: DisputedCharge): string {
  const whose = customerReference === null ? '' : ` of customer ${oneLine(customerReference)}`;
  const count = shipments.length === 1 ? '1 shipment' : `${shipments.length.toString()} shipments`;
  return `Order ${orderId}${whose}: the card was charged when goods shipped, here for ${count}.`;
}

function shipmentText(priced: DisputedShipment): string {
  const { shipmentId, amount, carrier, trackingNumber, items } = priced;
  const by = carrier === null ? '' : ` by ${oneLine(carrier)}`;
  const tracking = trackingNumber === null ? 'no tracking number' : `tracking number ${oneLine(trackingNumber)}`;
  const contents = items.map(itemText).join(', ');
  return `Shipment ${shipmentId}, ${formatMoney(amount)}, shipped ${dateOf(priced)}${by}, ${tracking}: ${contents}`;
}

function itemText({ name, productCode, quantity }: ShippedItem): string {
  const code = productCode === null ? '' : ` (${oneLine(productCode)})`;
  return `${quantity.toString()} x ${oneLine(name)}${code}`;
}

/** In UTC, as every other day that the shop sees. */
function dateOf({ capturedAt }: DisputedShipment): string {
  return capturedAt.slice(0, 10);
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts.map(oneLine))].filter((text) => text !== '');
}

/** A name must not be able to look like a line of ours. */
function oneLine(text: string): string {
  return text.split(/\s+/).filter(Boolean).join(' ');
}

/** As many of the texts as fit, and a word about the others. */
function within(texts: readonly string[], separator: string): string {
  const whole = texts.join(separator);
  if (whole.length <= FIELD_CHARACTERS_AT_MOST) return whole;
  let taken = 0;
  let length = 0;
  const room = FIELD_CHARACTERS_AT_MOST - restText(texts.length, separator).length;
  for (const text of texts) {
    length += text.length + separator.length;
    if (length > room) break;
    taken += 1;
  }
  const rest = restText(texts.length - taken, separator);
  if (taken > 0) return texts.slice(0, taken).join(separator) + rest;
  // Half a character would be broken Unicode.
  return (texts[0] ?? '').slice(0, room).replace(/[\uD800-\uDBFF]$/, '') + rest;
}

function restText(left: number, separator: string): string {
  return `${separator}and ${left.toString()} more, which do not fit here`;
}
