// Writes src/wire/api.generated.json: which parameters each covered operation takes, and which fields of a resource
// can be expanded. Run: node apps/stripe-emulator/tools/generate-api-table.mjs PATH-OF-THE-API-DESCRIPTION
// The description is a JSON extract of the types in the npm package `stripe` (MIT, (c) Stripe, Inc.).
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OPERATIONS = [
  'POST /v1/payment_intents',
  'GET /v1/payment_intents',
  'GET /v1/payment_intents/{id}',
  'POST /v1/payment_intents/{id}',
  'POST /v1/payment_intents/{id}/confirm',
  'POST /v1/payment_intents/{id}/capture',
  'POST /v1/payment_intents/{id}/cancel',
  'GET /v1/payment_intents/{id}/amount_details_line_items',
  'GET /v1/charges',
  'GET /v1/charges/{id}',
  'GET /v1/balance_transactions',
  'GET /v1/balance_transactions/{id}',
  'GET /v1/events',
  'GET /v1/events/{id}',
  'POST /v1/webhook_endpoints',
  'GET /v1/webhook_endpoints',
  'GET /v1/webhook_endpoints/{id}',
  'DELETE /v1/webhook_endpoints/{id}',
  'POST /v1/customers',
  'GET /v1/customers/{id}',
  'GET /v1/payment_methods/{id}',
];
const RESOURCES = ['PaymentIntent', 'Charge', 'BalanceTransaction', 'Customer', 'PaymentMethod'];

const source = process.argv[2];
if (source === undefined) throw new Error('usage: node generate-api-table.mjs PATH-OF-THE-API-DESCRIPTION');
const description = JSON.parse(readFileSync(source, 'utf8'));
const { definitions } = description;

// Parameter types the extract leaves out because they hold nothing but `expand` (stripe 23.1.0, esm/resources/*.d.ts).
const expandOnly = { type: 'object', properties: { expand: { type: 'array', items: { type: 'string' } } } };
const paged = { ...expandOnly, 'x-extends': [{ $ref: '#/definitions/PaginationParams' }] };
definitions.PaymentIntentRetrieveParams ??= {
  type: 'object',
  properties: { ...expandOnly.properties, client_secret: { type: 'string' } },
};
definitions.WebhookEndpointListParams ??= paged;
definitions.WebhookEndpointDeleteParams ??= { type: 'object', properties: {} };

const nameOf = (schema) => schema.$ref.split('/').at(-1);
const shapes = {};

/**
 * One word per type: int bool str unset map, <Shape>, [items], enum(a,b); a|b is either. Enums the SDK keeps open (so
 * that old SDKs meet new values) are closed here: what Stripe accepts is a fixed list.
 */
function word(schema) {
  if (schema.$ref !== undefined) {
    const name = nameOf(schema);
    const target = definitions[name];
    if (target.properties === undefined || target.additionalProperties !== undefined) return word(target);
    addShape(name, target);
    return `<${name}>`;
  }
  if (schema.anyOf !== undefined) return schema.anyOf.map(word).join('|');
  if (schema.enum !== undefined) return enumWord(schema);
  if (schema.const !== undefined) return `enum(${schema.const})`;
  if (schema.additionalProperties !== undefined) return 'map';
  switch (schema.type) {
    case 'array':
      return `[${word(schema.items)}]`;
    case 'number':
    case 'integer':
      return 'int';
    case 'boolean':
      return 'bool';
    case 'string':
      return 'str';
    default:
      throw new Error(`no word for ${JSON.stringify(schema).slice(0, 200)}`);
  }
}

function enumWord(schema) {
  const values = schema.enum.filter((value) => value !== '');
  const unset = values.length < schema.enum.length ? ['unset'] : [];
  const named = values.length === 0 ? [] : [`enum(${values.join(',')})`];
  return [...named, ...unset].join('|');
}

function addShape(name, schema) {
  if (shapes[name] !== undefined) return;
  shapes[name] = '';
  const own = Object.entries(schema.properties ?? {});
  const inherited = (schema['x-extends'] ?? []).flatMap((base) =>
    Object.entries(definitions[nameOf(base)]?.properties ?? {}),
  );
  const required = new Set(schema.required ?? []);
  shapes[name] = [...own, ...inherited]
    .map(([property, type]) => `${property}${required.has(property) ? '!' : ''}:${word(type)}`)
    .join(' ');
}

const operations = {};
for (const operation of OPERATIONS) {
  const name = description.operations[operation].params;
  definitions[name] ??= expandOnly;
  addShape(name, definitions[name]);
  operations[operation] = name;
}

/** Dotted paths of expandable fields inside one resource, not crossing into another resource. */
function expandablePaths(schema, prefix, seen) {
  return Object.entries(schema.properties ?? {}).flatMap(([property, type]) => {
    const path = `${prefix}${property}`;
    if (type['x-expandable'] !== undefined) return [path];
    const target = type.$ref === undefined ? undefined : definitions[nameOf(type)];
    if (target === undefined || target.properties?.object !== undefined || seen.includes(target)) return [];
    return expandablePaths(target, `${path}.`, [...seen, target]);
  });
}

const expandable = {};
for (const name of RESOURCES) {
  const schema = definitions[name];
  expandable[schema.properties.object.const] = expandablePaths(schema, '', [schema]).join(' ');
}

/** Fields that are always there, by resource and by the parts the emulator fills in. */
const PARTS = {
  payment_intent: 'PaymentIntent',
  charge: 'Charge',
  'charge.payment_method_details.card': 'Charge.PaymentMethodDetails.Card',
  'charge.outcome': 'Charge.Outcome',
  balance_transaction: 'BalanceTransaction',
  customer: 'Customer',
  payment_method: 'PaymentMethod',
  'payment_method.card': 'PaymentMethod.Card',
  webhook_endpoint: 'WebhookEndpoint',
  payment_intent_amount_details_line_item: 'PaymentIntentAmountDetailsLineItem',
};
const present = Object.fromEntries(
  Object.entries(PARTS).map(([part, name]) => [part, definitions[name].required.join(' ')]),
);

const out = fileURLToPath(new URL('../src/wire/api.generated.json', import.meta.url));
const table = {
  source: `${description['x-source'].types}; MIT licence, (c) Stripe, Inc.; written by tools/generate-api-table.mjs`,
  api_version: description['x-source'].api_version,
  operations,
  shapes: Object.fromEntries(Object.entries(shapes).sort(([a], [b]) => (a < b ? -1 : 1))),
  expandable,
  present,
};
writeFileSync(out, `${JSON.stringify(table, null, 1)}\n`);
