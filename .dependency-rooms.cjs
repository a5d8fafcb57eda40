/**
 * The rooms of each layer, lowest first, and what is in them: the table of contents of the code. A room knows those that
 * stand before it, never one that stands after it; the files beside the rooms of a layer put them together.
 *
 * .dependency-cruiser.cjs makes a rule of each room, and test/architecture.test.ts sees each of them fire.
 */
module.exports = {
  'libs/domain': {
    money: 'amounts in minor units, currencies, conversion, the least and most that a card can be charged',
    orders: 'what was agreed with the shop: lines, prices, policies, discounts shared to the cent, deadlines, states',
    settlements: 'what Stripe paid out for a capture, and how it is matched with what was asked',
    refunds: 'what may go back of which shipment, and from which charge',
    disputes: 'what a dispute does and which evidence is sent',
    provider: 'the ports to a card provider, and the keys that make a call safe to repeat',
    payment: 'how the payment of an order stands, the steps it can take, the facts that change it',
    captures: 'how much a shipment captures, and when a capture is the last of its hold',
    holds: 'when a hold is placed anew, warned of, ended',
    charges: 'payments with a saved card that no hold waits for',
    lifecycle: 'input and state in, steps and refusals out: the decisions of an order as a whole',
    connect: 'what goes to connected accounts, and comes back with a refund',
    ledger: 'double-entry bookings of all of it',
    feed: 'which facts are events for the shop, and when one that was not taken is sent again',
    watch: 'what shows that an order is looked after, and its payment rebuilt from what is recorded',
  },
  'libs/postgres': {
    records: 'the columns of every table, and what a reader is shown of an order',
    database: 'connections, transactions, what fits into a column',
    events: 'the inbox of webhooks, and whose an event is',
    orders: 'orders, their timeline, attention and cancellations',
    deployment: 'migrations, and which deployment a database belongs to',
    disputes: 'disputes and their evidence',
    holds: 'authorizations, confirmations, renewals, increments',
    ledger: 'bookings',
    refunds: 'refunds and what is left to refund',
    captures: 'captures, shipments, settlements',
    connect: 'shares of connected accounts and their reversals',
    reading: 'an order as a whole, put together from its rows',
    feed: 'events for the shop: out of the outbox into one order without gaps, and to each endpoint',
    watch: 'orders that nobody seems to look after',
  },
  activities: {
    steps: 'what every step has: attempts, heartbeats, keys, failures told to a person',
    connect: 'shares of connected accounts, and their reversal',
    disputes: 'reading, recording and answering disputes',
    events: 'webhooks and missed events, delivered to the workflow they are for',
    orders: 'canceling what is open',
    holds: 'placing, confirming, incrementing, renewing, reading and releasing a hold',
    refunds: 'asking for refunds and recording what came of them',
    captures: 'capturing shipments, and settling captures',
    charges: 'charging a saved card',
    watch: 'finding orders without a workflow, and starting them again',
  },
  'libs/stripe': {
    requests: 'one request to Stripe: its client, its errors sorted, its lists',
    connect: 'transfers and their reversal',
    disputes: 'disputes and evidence',
    events: 'webhooks and the list of events',
    refunds: 'refunds',
    holds: 'PaymentIntents that are captured by hand',
    cards: 'SetupIntents, and payments with a saved card',
  },
};
