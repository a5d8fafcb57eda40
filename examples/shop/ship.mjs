// The warehouse: asks whether units may leave, and says that they left.
//
//   node examples/shop/ship.mjs ORDER SHIPMENT LINE:QUANTITY[,LINE:QUANTITY]      HOLDFAST says where Holdfast is
import { setTimeout as pause } from 'node:timers/promises';

const [orderId, shipmentId, lines] = process.argv.slice(2);
if (lines === undefined) {
  process.stderr.write('Usage: node examples/shop/ship.mjs ORDER SHIPMENT LINE:QUANTITY[,LINE:QUANTITY]\n');
  process.exit(2);
}
const order = `${process.env.HOLDFAST}/v1/orders/${orderId}`;

const check = await ask(`${order}/ship-check?lines=${encodeURIComponent(lines)}`);
if (check.mayShip !== true) {
  process.stderr.write(`Hold it back: ${check.reason ?? check.detail}\n`);
  process.exit(1);
}
// Here the label is printed, and the goods leave. The id is the label's: sent twice, it is captured once.
const shipment = await ask(`${order}/shipments`, {
  shipmentId,
  lines: lines.split(',').map((pair) => ({ lineId: pair.split(':')[0], quantity: Number(pair.split(':')[1]) })),
});
if (shipment.shipmentId === undefined) {
  process.stderr.write(`Not captured: ${shipment.detail}\n`);
  process.exit(1);
}
process.stdout.write(`${shipmentId} is ${shipment.status}: ${(shipment.amount / 100).toFixed(2)}\n`);

/** Asks until there is a last word: what is repeated is the same request, never a new one. */
async function ask(url, body) {
  for (let wait = 500; ; wait = Math.min(wait * 2, 10_000)) {
    const answer = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', 'holdfast-actor': 'warehouse' },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    }).catch(() => undefined);
    if (answer !== undefined && ![429, 503, 504].includes(answer.status)) return answer.json();
    await pause(wait);
  }
}
