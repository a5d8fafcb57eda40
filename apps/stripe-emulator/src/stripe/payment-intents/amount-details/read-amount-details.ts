import type { Params } from '../../../wire/params';
import { invalidRequest, refusal } from '../../error';
import type { IdSequence } from '../../../../../../libs/emulation/objects/ids';
import { arithmeticError } from './amount-details';
import type { AmountDetails, AmountDetailsShipping } from './amount-details';
import type { LineItem } from './line-item';

/** Documented limits. */
const MAX_LINE_ITEMS = 200;
const MAX_LENGTH = { productName: 1024, code: 12, postalCode: 10, url: 4096, reference: 255, description: 127 };

/** Reads and checks one `amount_details` hash; null when everything in it is unset. */
export function readAmountDetails(
  params: Params,
  amount: number,
  named: string,
  ids: IdSequence,
): AmountDetails | null {
  const lineItems = (params.hashes('line_items') ?? []).map((line) => readLineItem(line, ids));
  if (lineItems.length > MAX_LINE_ITEMS) {
    throw invalidRequest(
      `Array ${params.pathTo('line_items')} exceeded maximum ${String(MAX_LINE_ITEMS)} allowed elements.`,
      params.pathTo('line_items'),
    );
  }
  const tax = params.hash('tax');
  const whole = {
    discount: atLeast(1, params, 'discount_amount'),
    tax: tax === undefined ? null : atLeast(0, tax, 'total_tax_amount'),
  };
  refuseBoth(params, 'discount_amount', whole.discount, lineItems, ({ discountAmount }) => discountAmount);
  refuseBoth(params, 'tax', whole.tax, lineItems, (item) => item.tax);
  const details: AmountDetails = {
    discount: whole.discount ?? sumOf(lineItems.map(({ discountAmount }) => discountAmount)),
    tax: whole.tax ?? sumOf(lineItems.map((item) => item.tax)),
    shipping: readShipping(params.hash('shipping')),
    lineItems,
    error: null,
  };
  if (isEmpty(details)) return null;
  const error = arithmeticError(details, amount, named);
  if (error === null) return details;
  if (params.flag('enforce_arithmetic_validation') === false) return { ...details, error };
  throw refusal(error.message, 'amount_details', error.code);
}

function readLineItem(line: Params, ids: IdSequence): LineItem {
  const tax = line.hash('tax');
  return {
    id: ids.next('uli'),
    productName: limited(line, 'product_name', MAX_LENGTH.productName) ?? '',
    unitCost: atLeast(0, line, 'unit_cost') ?? 0,
    quantity: atLeast(1, line, 'quantity') ?? 0,
    discountAmount: atLeast(1, line, 'discount_amount'),
    tax: tax === undefined ? null : atLeast(0, tax, 'total_tax_amount'),
    productCode: limited(line, 'product_code', MAX_LENGTH.code),
    unitOfMeasure: limited(line, 'unit_of_measure', MAX_LENGTH.code, /^[a-z0-9 ]+$/i),
    paymentMethodOptions: readOptions(line.hash('payment_method_options')),
  };
}

function readOptions(options: Params | undefined): LineItem['paymentMethodOptions'] {
  if (options === undefined) return null;
  return new Map(
    options.names().map((method) => {
      const given = options.hash(method);
      const names = given?.names() ?? [];
      return [method, new Map(names.map((name) => [name, given === undefined ? '' : readOption(given, name)]))];
    }),
  );
}

function readOption(given: Params, name: string): string {
  switch (name) {
    case 'commodity_code':
      return limited(given, name, MAX_LENGTH.code, /^[a-z0-9]+$/i) ?? '';
    case 'image_url':
    case 'product_url':
      return limited(given, name, MAX_LENGTH.url) ?? '';
    case 'description':
      return limited(given, name, MAX_LENGTH.description) ?? '';
    default:
      return limited(given, name, MAX_LENGTH.reference) ?? '';
  }
}

function readShipping(shipping: Params | undefined): AmountDetailsShipping | null {
  if (shipping === undefined) return null;
  return {
    amount: atLeast(0, shipping, 'amount'),
    fromPostalCode: limited(shipping, 'from_postal_code', MAX_LENGTH.postalCode, /^[a-z0-9 -]+$/i),
    toPostalCode: limited(shipping, 'to_postal_code', MAX_LENGTH.postalCode, /^[a-z0-9 -]+$/i),
  };
}

/** A value for the whole and one for each line exclude each other (documented; the words are assumed). */
function refuseBoth(
  params: Params,
  name: string,
  whole: number | null,
  lines: readonly LineItem[],
  ofLine: (line: LineItem) => number | null,
): void {
  const at = lines.findIndex((line) => ofLine(line) !== null);
  if (whole === null || at < 0) return;
  const place = name === 'tax' ? `${params.pathTo('tax')}[total_tax_amount]` : params.pathTo(name);
  const ofThatLine = `${params.pathTo('line_items')}[${String(at)}]${place.slice(params.path.length)}`;
  throw invalidRequest(
    `Received both ${place} and ${ofThatLine} parameters. Please pass in only one.`,
    place,
    'parameters_exclusive',
  );
}

function atLeast(minimum: 0 | 1, params: Params, name: string): number | null {
  const value = params.int(name);
  if (value === undefined) return null;
  if (value >= minimum) return value;
  if (minimum === 0) throw invalidRequest('Invalid non-negative integer', params.pathTo(name));
  throw invalidRequest(
    'This value must be greater than or equal to 1.',
    params.pathTo(name),
    'parameter_invalid_integer',
  );
}

function limited(params: Params, name: string, length: number, pattern?: RegExp): string | null {
  const value = params.text(name);
  if (value === undefined) return null;
  if (value.length > length) {
    const start = value.slice(0, 20);
    throw invalidRequest(
      `Invalid string: ${start}…; must be at most ${String(length)} characters`,
      params.pathTo(name),
    );
  }
  if (pattern?.test(value) === false) {
    throw invalidRequest(`Invalid string: ${value}; must match ${pattern.source}`, params.pathTo(name));
  }
  return value;
}

function sumOf(values: readonly (number | null)[]): number | null {
  const given = values.filter((value) => value !== null);
  return given.length === 0 ? null : given.reduce((sum, value) => sum + value, 0);
}

function isEmpty({ discount, tax, shipping, lineItems }: AmountDetails): boolean {
  return discount === null && tax === null && shipping === null && lineItems.length === 0;
}
