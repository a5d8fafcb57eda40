import type { FieldProblem } from '../../../../libs/domain/orders/order-acceptance';
import { hasCardNumber, isCardNumber } from './card-number';
import { fieldPath } from './field-path';

/**
 * Which fields are looked at for card numbers: every text, every name of a field and every number, but for what names
 * or numbers a thing. One in ten order numbers, GTINs and tracking numbers of a card's length has a card's check
 * digit, and a shipment that left must not be refused for that. `metadata` is looked at whatever its names are.
 */
const NOT_LOOKED_AT: ReadonlySet<string> = new Set([
  'orderId',
  'orderNumber',
  'lineId',
  'productCode',
  'shipmentId',
  'trackingNumber',
  'cancellationId',
  'refundId',
  'creditId',
  'phone',
]);

/** Of a URL: the lines of a ship check. Its path names things. */
const PARAMETERS_NOT_LOOKED_AT: ReadonlySet<string> = new Set(['lines']);

const HOLDS_ONE = 'looks like a card number';
const NAME_HOLDS_ONE = 'holds a name that looks like a card number';

/** One value of a body, with the way to it. */
interface Part {
  readonly value: unknown;
  readonly name: string | number | null;
  readonly within: Part | null;
  /** Whether the shop chose the names of its fields. */
  readonly free: boolean;
}

/**
 * The fields of a JSON body that hold a card number: in a text, as a name or as a number.
 * @param json as it was sent: a parsed number has lost the last digits of the longest card numbers
 * @param parsed what it means: a string can hide its digits behind escapes
 */
export function cardNumberFields(json: string, parsed: unknown): FieldProblem[] {
  const numbers = cardsAmongNumbers(json);
  const parts: Part[] = [{ value: parsed, name: null, within: null, free: false }];
  const problems: FieldProblem[] = [];
  // No recursion, for a body may nest as deep as it is long: what is within a part is put behind it.
  for (const part of parts) {
    const { value } = part;
    if (typeof value === 'number' && numbers.has(value)) problems.push({ path: pathTo(part), message: HOLDS_ONE });
    if (typeof value === 'string' && isLookedAt(part) && hasCardNumber(value)) {
      problems.push({ path: pathTo(part), message: HOLDS_ONE });
    }
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value) && Object.keys(value).some(hasCardNumber)) {
      problems.push({ path: pathTo(part), message: NAME_HOLDS_ONE });
    }
    for (const within of partsOf(part, value)) parts.push(within);
  }
  return problems;
}

/** The parameters of a URL that hold a card number, in their names or values. */
export function cardNumberParameters(url: string): FieldProblem[] {
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  return [...new URLSearchParams(query)].flatMap(([name, value]): FieldProblem[] => {
    if (hasCardNumber(name)) return [{ path: '', message: NAME_HOLDS_ONE }];
    if (PARAMETERS_NOT_LOOKED_AT.has(name) || !hasCardNumber(value)) return [];
    return [{ path: fieldPath([name]), message: HOLDS_ONE }];
  });
}

function isLookedAt({ name, free }: Part): boolean {
  return free || typeof name !== 'string' || !NOT_LOOKED_AT.has(name);
}

function partsOf(within: Part, value: object): Part[] {
  if (Array.isArray(value)) {
    return value.map((each: unknown, name) => ({ value: each, name, within, free: within.free }));
  }
  return Object.entries(value).map(([name, each]: [string, unknown]) => ({
    value: each,
    name,
    within,
    free: within.free || name === 'metadata',
  }));
}

/** Deeper than any field of a request: beyond it the way is not told to its end. */
const DEPTH_AT_MOST = 10;

function pathTo(part: Part): string {
  const path: (string | number)[] = [];
  for (let at: Part | null = part; at !== null; at = at.within) {
    if (at.name !== null) path.push(typeof at.name === 'string' && hasCardNumber(at.name) ? '…' : at.name);
  }
  return fieldPath(path.reverse().slice(0, DEPTH_AT_MOST));
}

const STRINGS = /"(?:[^"\\]|\\.)*"/g;
const WHOLE_NUMBERS = /(?<![\d.])\d{14,19}(?![\d.])/g;

/** As they are after parsing. */
function cardsAmongNumbers(json: string): ReadonlySet<number> {
  const written = json.replace(STRINGS, '""').match(WHOLE_NUMBERS) ?? [];
  return new Set(written.filter(isCardNumber).map(Number));
}
