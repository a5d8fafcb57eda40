import type { Params } from '../../wire/params';
import { invalidRequest, noSuchInParams } from '../error';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';

/** What the shop says for itself, by field. */
export type Evidence = ReadonlyMap<string, string>;

const FILE_FIELDS = [
  'cancellation_policy',
  'customer_communication',
  'customer_signature',
  'duplicate_charge_documentation',
  'receipt',
  'refund_policy',
  'service_documentation',
  'shipping_documentation',
  'uncategorized_file',
];

const TEXT_FIELDS = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_tracking_number',
  'uncategorized_text',
];

/** Documented. */
const MAX_CHARACTERS = 150_000;
const MAX_FIELD_CHARACTERS = 20_000;

/** The evidence after an update: what it names replaces what was there. */
export function mergedEvidence(current: Evidence, params: Params): Evidence {
  const given = params.hash('evidence');
  if (given === undefined) return current;
  const merged = new Map(current);
  for (const name of given.names()) {
    const place = given.pathTo(name);
    const text = given.scalar(name);
    if (FILE_FIELDS.includes(name)) throw noSuchInParams('file upload', String(text), place);
    if (!TEXT_FIELDS.includes(name)) {
      throw invalidRequest(`Stripe knows the parameter ${place}, but this emulator does not cover it yet.`, place);
    }
    if (text === undefined) merged.delete(name);
    else merged.set(name, checkedLength(String(text), place));
  }
  const total = [...merged.values()].reduce((sum, text) => sum + text.length, 0);
  if (total <= MAX_CHARACTERS) return merged;
  throw invalidRequest(
    `The combined length of all evidence must be at most ${String(MAX_CHARACTERS)} characters, but it is ${String(total)}.`,
    'evidence',
  );
}

function checkedLength(text: string, place: string): string {
  if (text.length <= MAX_FIELD_CHARACTERS) return text;
  throw invalidRequest(`Invalid string: must be at most ${String(MAX_FIELD_CHARACTERS)} characters`, place);
}

export function renderEvidence(evidence: Evidence): JsonObject {
  const fields = [...TEXT_FIELDS, ...FILE_FIELDS].sort();
  return { ...Object.fromEntries(fields.map((name) => [name, evidence.get(name) ?? null])), enhanced_evidence: {} };
}
