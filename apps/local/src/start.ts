import { startStack, type Stack } from './stack';

/** `npm start`: everything on this machine, until Ctrl-C. */
async function main(): Promise<void> {
  process.stdout.write('Starting Holdfast …\n');
  const stack = await startStack({ env: process.env, exitCodeOnSignal: 0 });
  process.stdout.write(welcome(stack));
  // The processes we started keep us running; Ctrl-C is answered by the stack.
}

function welcome({ apiUrl, temporal, emulator, wooshPay, databaseUrl, logs }: Stack): string {
  const order = {
    orderId: '1042',
    currency: 'usd',
    lines: [
      { lineId: '1', productCode: 'SKU001', name: 'Product 001', quantity: 1, unitPrice: 2000, taxAmount: 200 },
      { lineId: '2', productCode: 'SKU002', name: 'Product 002', quantity: 1, unitPrice: 2000, taxAmount: 200 },
    ],
    shipping: { amount: 400 },
    payment: { paymentMethod: 'pm_card_visa' },
  };
  const shipment = { shipmentId: 'A', lines: [{ lineId: '1', quantity: 1 }] };
  const post = (path: string, body: object): string =>
    `curl -s $HOLDFAST${path} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
  return [
    '',
    'Holdfast is running.',
    `  Console           ${apiUrl}/console`,
    `  API               ${apiUrl}`,
    `  API docs          ${apiUrl}/docs`,
    `  Temporal UI       ${temporal.uiUrl ?? `none known (the server is ${temporal.address})`}`,
    `  Stripe emulator   ${emulator.url}   (key ${emulator.apiKey})`,
    `  WooshPay emulator ${wooshPay.url}   (key ${wooshPay.apiKey}; orders with "payment":{"provider":"wooshpay"})`,
    `  PostgreSQL        ${withoutPassword(databaseUrl)}`,
    `  Logs              ${logs}`,
    '',
    'In the shell you try things in:',
    `  export HOLDFAST=${apiUrl}`,
    `  export STRIPE_EMULATOR=${emulator.url}`,
    '',
    'Authorize an order, ship the first shipment, look at it:',
    `  ${post('/v1/orders', order)}`,
    `  ${post('/v1/orders/1042/shipments', shipment)}`,
    '  curl -s $HOLDFAST/v1/orders/1042',
    '',
    'Ctrl-C stops everything. Data of the embedded servers is not kept.',
    '',
  ].join('\n');
}

function withoutPassword(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  if (url.hostname !== '127.0.0.1') url.password = '';
  return url.href;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
