// The picture of the console in README.md: node tools/screenshot.mjs [FILE], by itself docs/console.png
//
// Starts all of Holdfast on free ports, ships and refunds a part of an order, and looks at it in Chromium.
import { chromium } from 'playwright-core';
import { compile } from './compile.mjs';

const file = process.argv[2] ?? 'docs/console.png';
const width = 1280;
const height = 860;

await compile({ page: true });
const { startStack } = await import('../dist/apps/local/src/stack.js');
const stack = await startStack({ env: process.env, ports: 'free' });
try {
  const order = await livedOrder(stack.apiUrl);
  await photograph(`${stack.apiUrl}/console#/orders/${order}`);
  process.stdout.write(`${file}\n`);
} finally {
  await stack.stop();
}

/** An order of which one unit shipped, one was refunded and one has not left. */
async function livedOrder(api) {
  const orderId = '1042';
  const lines = [
    { lineId: '1', name: 'Desk lamp', quantity: 1, unitPrice: 6900, taxAmount: 1311 },
    { lineId: '2', name: 'Bookshelf', quantity: 1, unitPrice: 18900, taxAmount: 3591 },
    { lineId: '3', name: 'Cushion', quantity: 2, unitPrice: 2400, taxAmount: 912 },
  ];
  const payment = { paymentMethod: 'pm_card_visa' };
  const shipping = { amount: 990 };
  await post(`${api}/v1/orders`, { orderId, orderNumber: '#1042', currency: 'usd', lines, shipping, payment });
  const path = `${api}/v1/orders/${orderId}`;
  await post(`${path}/shipments`, shipment('A', { 1: 1, 3: 1 }, 'JD014600006281230704'));
  await post(`${path}/refunds`, { refundId: 'R1', lines: [{ lineId: '3', quantity: 1 }], reason: 'arrived torn' });
  await post(`${path}/notes`, { noteId: 'N1', by: 'Jane', text: 'The bookshelf leaves the factory on Thursday.' });
  return orderId;
}

function shipment(shipmentId, units, trackingNumber) {
  const lines = Object.entries(units).map(([lineId, quantity]) => ({ lineId, quantity }));
  return { shipmentId, lines, carrier: 'DHL', trackingNumber };
}

async function post(url, body) {
  const headers = { 'content-type': 'application/json', 'holdfast-actor': 'Jane' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
}

async function photograph(url) {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  try {
    const page = await browser.newPage({ viewport: { width, height }, locale: 'en-GB', timezoneId: 'Europe/Berlin' });
    await page.goto(url);
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    await page.screenshot({ path: file });
  } finally {
    await browser.close();
  }
}
