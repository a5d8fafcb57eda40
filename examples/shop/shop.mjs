// A small shop that uses Holdfast: a checkout page, an order for each buyer, and a receiver of events. Plain Node.
//
//   HOLDFAST            where Holdfast is, as `npm start` prints it
//   EVENT_SECRET        of the endpoint `shop` in its EVENT_ENDPOINTS, whsec_…
//   STRIPE_PUBLISHABLE  your pk_… of Stripe; or, to try it here:
//   STRIPE_EMULATOR     where the emulator is: a small script then stands in for Stripe.js
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const {
  HOLDFAST,
  EVENT_SECRET,
  STRIPE_EMULATOR,
  STRIPE_PUBLISHABLE = 'pk_test_holdfast_local',
  PORT = '0',
} = process.env;
const stripeJs = STRIPE_EMULATOR === undefined ? 'https://js.stripe.com/v3/' : '/stand-in.js';

/** What Holdfast told of each order, by the id of the event: one can come twice. A shop keeps them in its database. */
const told = new Map();

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://shop');
  const route = Object.keys(routes).find((each) => `${request.method} ${pathname}`.match(`^${each}$`));
  Promise.resolve(route === undefined ? text(404, 'There is no such page.') : routes[route](request, pathname))
    .catch((error) => text(error.status ?? 500, error.message))
    .then(({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body));
});

const routes = {
  'GET /': () => html(checkoutPage()),
  'POST /orders': placeOrder,
  'GET /orders/[\\w-]+/done': async (_request, path) => html(donePage(await settledOrder(path.split('/')[2]))),
  'GET /orders/[\\w-]+/events': (_request, path) => json(200, eventsOf(path.split('/')[2])),
  'POST /holdfast': receiveEvent,
  // Only here, without Stripe.
  'GET /stand-in.js': () => ({
    ...text(200, readFileSync(new URL('stand-in.js', import.meta.url))),
    type: 'text/javascript',
  }),
  'POST /stand-in/v1/payment_intents/\\w+/confirm': confirmAtEmulator,
};

/** The buyer's basket, at our prices and not the browser's. Without a card: the buyer gives it to Stripe. */
async function placeOrder() {
  const orderId = `shop-${randomUUID().slice(0, 8)}`;
  const order = await holdfast('POST', '/v1/orders', {
    orderId,
    currency: 'usd',
    lines: [
      { lineId: '1', name: 'Lamp', quantity: 1, unitPrice: 4000, taxAmount: 400 },
      { lineId: '2', name: 'Shade', quantity: 2, unitPrice: 1000, taxAmount: 200 },
    ],
    metadata: { channel: 'example' },
  });
  return json(201, { orderId, clientSecret: order.payment.clientSecret });
}

/** The buyer is back from Stripe: its webhook may be a moment behind. */
async function settledOrder(orderId) {
  for (let tries = 0; ; tries += 1) {
    const order = await holdfast('GET', `/v1/orders/${orderId}`);
    if (!['created', 'requires_payment_method', 'requires_action', 'processing'].includes(order.status)) return order;
    if (tries === 20) return order;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Signed, stored once, answered at once: work on it comes later. */
async function receiveEvent(request) {
  let event;
  try {
    event = new Webhook(EVENT_SECRET).verify(await read(request), request.headers);
  } catch {
    return text(400, 'This event is not signed by Holdfast.');
  }
  if (!told.has(event.id)) process.stdout.write(`${event.type} of order ${event.orderId}\n`);
  told.set(event.id, event);
  return text(200, 'stored');
}

function eventsOf(orderId) {
  return [...told.values()].filter((event) => event.orderId === orderId).map(({ type }) => type);
}

/** Asks Holdfast. After 503, 504 or no answer a shop sends the same request again: its ids make that safe. */
async function holdfast(method, path, body) {
  const answer = await fetch(`${HOLDFAST}${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'holdfast-actor': 'example shop' },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.detail), { status: answer.status });
  return said;
}

/** What Stripe.js sends to Stripe, sent to the emulator. */
async function confirmAtEmulator(request, path) {
  const answer = await fetch(`${STRIPE_EMULATOR}${path.slice('/stand-in'.length)}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${STRIPE_PUBLISHABLE}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: await read(request),
  });
  return { status: answer.status, type: 'application/json', body: await answer.text() };
}

function checkoutPage() {
  return `
    <h1>A lamp and two shades, 66.00 USD</h1>
    <p>Charged as each part ships.</p>
    <form id="pay"><div id="element"></div><button>Pay</button><p id="error" role="alert"></p></form>
    <script src="${stripeJs}"></script>
    <script type="module">
      const stripe = Stripe('${STRIPE_PUBLISHABLE}');
      const { orderId, clientSecret } = await (await fetch('/orders', { method: 'POST' })).json();
      const elements = stripe.elements({ clientSecret });
      elements.create('payment').mount('#element');
      document.querySelector('#pay').addEventListener('submit', async (event) => {
        event.preventDefault();
        const { error } = await stripe.confirmPayment({
          elements,
          confirmParams: { return_url: new URL('/orders/' + orderId + '/done', location.href).href },
        });
        // Only reached when something is wrong; otherwise the browser goes to return_url.
        document.querySelector('#error').textContent = error.message;
      });
    </script>`;
}

function donePage({ orderId, status, payment }) {
  if (status !== 'authorized') return `<h1>Not paid yet</h1><p id="status">${status}</p><a href="/">Again</a>`;
  return `<h1>Thank you</h1><p>Order <b id="order">${orderId}</b> is <b id="status">${status}</b>, plan ${payment.plan}.</p>
    <p>In the warehouse: <code>node examples/shop/ship.mjs ${orderId} A 1:1</code></p>`;
}

function html(body) {
  return { status: 200, type: 'text/html; charset=utf-8', body: `<!doctype html><title>Example shop</title>${body}` };
}

function json(status, value) {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}

function text(status, body) {
  return { status, type: 'text/plain; charset=utf-8', body };
}

async function read(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

server.listen(Number(PORT), '127.0.0.1', () => {
  process.stdout.write(`The shop is open: http://127.0.0.1:${server.address().port}\n`);
});
