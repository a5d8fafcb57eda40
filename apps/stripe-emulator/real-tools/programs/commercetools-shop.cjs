// What commercetools' connector asks of commercetools, kept in memory: tokens, sessions, carts, customers, payments and
// orders by their HTTP API, with the update actions that the connector sends. An action that is not known is refused.
const { randomUUID } = require('node:crypto');
const { createServer } = require('node:http');

const PROJECT = 'shop';
const SCOPES = [`manage_project:${PROJECT}`, `manage_checkout_payment_intents:${PROJECT}`];

/** What the connector adds to customers when it is deployed. */
const CUSTOMER_TYPE = {
  ...{ id: 'type', version: 1, key: 'payment-connector-stripe-customer-id' },
  fieldDefinitions: [{ name: 'stripeConnector_stripeCustomerId' }],
};

const ACTIONS = {
  // Of carts.
  addPayment: (cart, { payment }) => cart.paymentInfo.payments.push(payment),
  freezeCart: (cart) => (cart.cartState = 'Frozen'),
  unfreezeCart: (cart) => (cart.cartState = 'Active'),
  setShippingAddress: (cart, { address }) => (cart.shippingAddress = address),
  setCustomerEmail: (cart, { email }) => (cart.customerEmail = email),
  // Of customers.
  setCustomType: (customer, { fields }) => (customer.custom = { type: { id: CUSTOMER_TYPE.id }, fields }),
  setCustomField: (customer, { name, value }) => (customer.custom.fields[name] = value),
  // Of payments.
  addInterfaceInteraction: (payment, { fields }) => payment.interfaceInteractions.push(fields),
  addTransaction: (payment, { transaction }) => payment.transactions.push({ id: randomUUID(), ...transaction }),
  changeTransactionState: (payment, { transactionId, state }) => (transactionOf(payment, transactionId).state = state),
  changeTransactionInteractionId: (payment, { transactionId, interactionId }) =>
    (transactionOf(payment, transactionId).interactionId = interactionId),
  setInterfaceId: (payment, { interfaceId }) => (payment.interfaceId = interfaceId),
  setMethodInfoMethod: (payment, { method }) => (payment.paymentMethodInfo.method = method),
};

function transactionOf(payment, id) {
  return payment.transactions.find((transaction) => transaction.id === id);
}

/** A commercetools project with nothing in it. */
async function openShop() {
  const kept = { carts: new Map(), customers: new Map(), orders: new Map(), payments: new Map() };
  const sessions = new Map();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { status, answer } = answerTo(request.method, new URL(request.url, 'http://shop'), body);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

  function answerTo(method, { pathname, searchParams }, body) {
    if (pathname === '/oauth/token') return ok({ access_token: 'shop', expires_in: 3600, scope: SCOPES.join(' ') });
    if (pathname === '/oauth/introspect') return ok({ active: true, client_id: 'shop', scope: SCOPES.join(' ') });
    const [, , room, id] = pathname.split('/');
    if (room === 'sessions') return found(sessions.get(id));
    if (room === 'types') return ok(page([CUSTOMER_TYPE]));
    const things = kept[room];
    if (things === undefined) return { status: 404, answer: { statusCode: 404, message: `No ${pathname}` } };
    if (method === 'GET') {
      if (id !== undefined) return found(things.get(id));
      const wanted = /"([^"]*)"/.exec(searchParams.get('where'))?.[1];
      return ok(page([...things.values()].filter((thing) => JSON.stringify(thing).includes(wanted))));
    }
    const { actions, version, ...draft } = JSON.parse(body);
    if (id === undefined) return ok(added(things, draft));
    return changed(things.get(id), version, actions);
  }

  function added(things, draft) {
    const thing = { id: randomUUID(), version: 1, interfaceInteractions: [], ...draft };
    thing.transactions = (draft.transactions ?? []).map((transaction) => ({ id: randomUUID(), ...transaction }));
    things.set(thing.id, thing);
    return thing;
  }

  return {
    environment: (url = `http://127.0.0.1:${server.address().port}`) => ({
      CTP_PROJECT_KEY: PROJECT,
      ...{
        CTP_AUTH_URL: url,
        CTP_API_URL: url,
        CTP_SESSION_URL: url,
        CTP_CHECKOUT_URL: url,
        CTP_JWKS_URL: `${url}/jwks`,
      },
    }),
    /** A buyer with a full cart at the checkout; requests of the browser carry the id of the session. */
    cartOf: (centAmount) => {
      const amount = { type: 'centPrecision', currencyCode: 'USD', centAmount, fractionDigits: 2 };
      const address = { firstName: 'Jenny', lastName: 'Rosen', streetName: 'Main St', city: 'Oslo', country: 'NO' };
      const customer = added(kept.customers, {
        email: 'jenny@example.com',
        firstName: 'Jenny',
        lastName: 'Rosen',
        addresses: [address],
      });
      const cart = added(kept.carts, {
        customerId: customer.id,
        cartState: 'Active',
        totalPrice: amount,
        shippingAddress: address,
        ...{ shippingMode: 'Single', lineItems: [], customLineItems: [], paymentInfo: { payments: [] } },
      });
      const session = randomUUID();
      sessions.set(session, { id: session, state: 'ACTIVE', activeCart: { cartRef: { id: cart.id } }, metadata: {} });
      return { session, cart: cart.id, customer: customer.id };
    },
    cart: (id) => kept.carts.get(id),
    customer: (id) => kept.customers.get(id),
    payment: (id) => kept.payments.get(id),
    ordersOf: (cart) => [...kept.orders.values()].filter((order) => order.cart.id === cart),
    close: () => server.close(),
  };
}

function changed(thing, version, actions) {
  if (thing === undefined) return found(thing);
  if (version !== thing.version)
    return { status: 409, answer: { statusCode: 409, message: 'Another version', errors: [] } };
  const unknown = actions.find(({ action }) => ACTIONS[action] === undefined);
  if (unknown !== undefined)
    return { status: 400, answer: { statusCode: 400, message: `No action ${unknown.action}` } };
  for (const action of actions) ACTIONS[action.action](thing, action);
  thing.version += 1;
  return ok(thing);
}

function found(thing) {
  return thing === undefined
    ? { status: 404, answer: { statusCode: 404, message: 'Not found', errors: [] } }
    : ok(thing);
}

function ok(answer) {
  return { status: 200, answer };
}

function page(results) {
  return { results, count: results.length, total: results.length, offset: 0, limit: 20 };
}

module.exports = { openShop };
