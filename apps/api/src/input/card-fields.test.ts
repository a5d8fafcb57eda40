import { cardNumberFields, cardNumberParameters } from './card-fields';

function fieldsOf(json: string): string[] {
  return cardNumberFields(json, JSON.parse(json)).map(({ path, message }) => `${path}: ${message}`);
}

it.each([
  ['{"customerReference":"4242 4242 4242 4242"}', 'customerReference: looks like a card number'],
  ['{"lines":[{"name":"4242424242424242"}]}', 'lines[0].name: looks like a card number'],
  ['{"metadata":{"orderId":"4242424242424242"}}', 'metadata.orderId: looks like a card number'],
  ['{"metadata":{"4242424242424242":"x"}}', 'metadata: holds a name that looks like a card number'],
  ['{"lines":[{"quantity":4242424242424242}]}', 'lines[0].quantity: looks like a card number'],
  ['{"amount": 6205500000000000004}', 'amount: looks like a card number'],
  ['{"a":{"b":["x",null,"5555 5555 5555 4444"]}}', 'a.b[2]: looks like a card number'],
  [String.raw`{"a":"\u0034242424242424242"}`, 'a: looks like a card number'],
])('the field with the card number is named: %s', (json, field) => {
  expect(fieldsOf(json)).toEqual([field]);
});

it.each([
  ['an order id', '{"orderId":"4242424242424242"}'],
  ['an order number', '{"orderNumber":"4242 4242 4242 4242"}'],
  ['a line id and a product code', '{"lines":[{"lineId":"4242424242424242","productCode":"5555555555554444"}]}'],
  ['a shipment id', '{"shipmentId":"4242424242424242"}'],
  ['a tracking number', '{"trackingNumber":"6011111111111117"}'],
  ['a cancellation id', '{"cancellationId":"4242424242424242"}'],
  ['a refund id', '{"refundId":"4242424242424242"}'],
  ['a phone number', '{"shippingAddress":{"phone":"378282246310005"}}'],
  ['numbers with a point', '{"a":4242424242.424242,"b":1.4242424242424242}'],
])('what names or numbers a thing may have the digits of a card: %s', (_what, json) => {
  expect(fieldsOf(json)).toEqual([]);
});

it('a card number is found however deep it stands', () => {
  const json = `${'['.repeat(100_000)}"4242424242424242"${']'.repeat(100_000)}`;
  expect(fieldsOf(json)).toEqual(['[0][0][0][0][0][0][0][0][0][0]: looks like a card number']);
});

it.each([
  ['/v1/orders?cursor=4242%204242+4242-4242', ['cursor: looks like a card number']],
  ['/v1/orders?4242424242424242', [': holds a name that looks like a card number']],
  ['/v1/orders/1/ship-check?lines=4242424242424242:1', []],
  ['/v1/orders/4242424242424242', []],
])('the parameters of a URL are looked at, its path and the lines of a ship check are not: %s', (url, fields) => {
  expect(cardNumberParameters(url).map(({ path, message }) => `${path}: ${message}`)).toEqual(fields);
});
