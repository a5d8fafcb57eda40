import { area, docs } from '../../behaviour';
import { equal, shows } from '../../expectations';
import { documentedAt, idOf, inVersion, recordOf } from '../../old-version';
import type { OldVersion, Shown } from '../../old-version';

/** The commands of two documentation pages as they stand there, at versions that take `payment_method_types`. */
const ASYNC = documentedAt(docs('payments/payment-intents/asynchronous-capture'));
const LINES = documentedAt(docs('payments/payment-line-items/flexible-payment-scenarios'));
const VERSIONS = ['2025-08-27.basil', '2026-08-26.dahlia'];

type Line = readonly [code: string, name: string, unit: string];
const FIRST: Line = ['SKU001', 'Product 001', 'feet'];
const SECOND: Line = ['SKU002', 'Product 002', 'gallons'];

function lineParams([code, name, unit]: Line, at: number): string[] {
  const line = `amount_details[line_items][${String(at)}]`;
  return [
    `${line}[product_code]=${code}`,
    `${line}[product_name]=${encodeURIComponent(name)}`,
    `${line}[unit_cost]=2000`,
    `${line}[quantity]=1`,
    `${line}[unit_of_measure]=${unit}`,
    `${line}[payment_method_options][card][commodity_code]=123123`,
  ];
}

function details(sums: { discount: number; tax: number; shipping: number }, lines: readonly Line[]): string {
  return [
    'payment_details[customer_reference]=customer_reference',
    'payment_details[order_reference]=order_reference',
    `amount_details[discount_amount]=${String(sums.discount)}`,
    `amount_details[tax][total_tax_amount]=${String(sums.tax)}`,
    'amount_details[shipping][from_postal_code]=94110',
    'amount_details[shipping][to_postal_code]=94117',
    `amount_details[shipping][amount]=${String(sums.shipping)}`,
    ...lines.flatMap(lineParams),
    'expand[0]=amount_details.line_items',
  ].join('&');
}

const WHOLE = details({ discount: 200, tax: 400, shipping: 400 }, [FIRST, SECOND]);

async function create(old: OldVersion, feature: string): Promise<Shown> {
  const card = `payment_method=pm_card_visa&payment_method_options[card][request_${feature}]=if_available`;
  const body = `amount=4600&currency=usd&payment_method_types[0]=card&${card}&capture_method=manual&confirm=true`;
  return old.post('/v1/payment_intents', `${body}&${WHOLE}`);
}

async function capture(old: OldVersion, intent: Shown, line: Line): Promise<Shown> {
  const half = details({ discount: 100, tax: 200, shipping: 200 }, [line]);
  const path = `/v1/payment_intents/${idOf(intent['id'])}/capture`;
  return old.post(path, `amount_to_capture=2300&final_capture=false&${half}`);
}

function linesIn(intent: Shown): unknown {
  const { data } = recordOf(recordOf(intent['amount_details'])['line_items']);
  return Array.isArray(data) ? data.map((line) => recordOf(line)['product_code']) : data;
}

const commands = VERSIONS.flatMap((version) => [
  inVersion(version, 'pays as the page on asynchronous capture does', ASYNC, async (old) => {
    const method = 'payment_method_types[]=card&payment_method=pm_card_visa';
    const paid = await old.post(
      '/v1/payment_intents',
      `amount=2000&currency=usd&${method}&capture_method=automatic_async&confirm=true`,
    );
    shows(paid, { status: 'succeeded', capture_method: 'automatic_async', latest_charge: /^ch_/ });
    shows(await old.chargeOf(paid), { captured: true, balance_transaction: null });
  }),
  inVersion(version, 'holds as the page on line items does', LINES, async (old) => {
    const held = await create(old, 'multicapture');
    shows(held, { status: 'requires_capture', amount: 4600, amount_capturable: 4600 });
    equal(linesIn(held), ['SKU001', 'SKU002']);
  }),
  inVersion(version, 'captures a first time as the page does', LINES, async (old) => {
    const captured = await capture(old, await create(old, 'multicapture'), FIRST);
    shows(captured, { status: 'requires_capture', amount_capturable: 2300, amount_received: 2300 });
    shows(captured, {
      amount_details: { discount_amount: 100, tax: { total_tax_amount: 200 }, shipping: { amount: 200 } },
    });
    equal(linesIn(captured), ['SKU001']);
  }),
  inVersion(version, 'captures the rest as the page does', LINES, async (old) => {
    const captured = await capture(old, await capture(old, await create(old, 'multicapture'), FIRST), SECOND);
    shows(captured, { status: 'succeeded', amount_capturable: 0, amount_received: 4600 });
    shows(captured, {
      amount_details: { discount_amount: 200, tax: { total_tax_amount: 400 }, shipping: { amount: 400 } },
    });
    equal(linesIn(captured), ['SKU001', 'SKU002']);
  }),
  inVersion(version, 'asks for overcapture as the page does', LINES, async (old) => {
    shows(await create(old, 'overcapture'), { status: 'requires_capture', amount_capturable: 4600 });
  }),
  inVersion(version, 'captures more than it holds as the page does', LINES, async (old) => {
    const { id } = await create(old, 'overcapture');
    const more = details({ discount: 200, tax: 600, shipping: 600 }, [FIRST, SECOND]);
    const captured = await old.post(`/v1/payment_intents/${idOf(id)}/capture`, `amount_to_capture=5000&${more}`);
    shows(captured, { status: 'succeeded', amount: 5000, amount_received: 5000, amount_capturable: 0 });
  }),
]);

export const documentedCommands = area('commands of the documentation', commands);
