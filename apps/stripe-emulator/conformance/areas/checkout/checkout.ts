import { area, behaviour, CHOSEN, docs, FROM_MEMORY } from '../../behaviour';
import type { Basis } from '../../behaviour';
import { equal, refused, shows } from '../../expectations';
import { BASE, intentOf, pay, sessionOf, SHIRT } from './shirts';

const CREATE: Basis = { evidence: 'documented', source: docs('api/checkout/sessions/create') };
const OBJECT: Basis = { evidence: 'documented', source: docs('api/checkout/sessions/object') };
const EXPIRE: Basis = { evidence: 'documented', source: docs('api/checkout/sessions/expire') };
const WORDS: Basis = { evidence: 'assumed', source: FROM_MEMORY };
const DAY = 24 * 60 * 60;

const made = [
  behaviour('is open, with a page and a sum', CREATE, async (stripe) => {
    shows(await sessionOf(stripe), {
      object: 'checkout.session',
      id: /^cs_test_/,
      amount_subtotal: 3000,
      amount_total: 3000,
      currency: 'usd',
      mode: 'payment',
      payment_intent: null,
      payment_status: 'unpaid',
      status: 'open',
      ui_mode: 'hosted_page',
      url: /^http/,
      payment_method_types: ['card'],
    });
  }),
  behaviour('shows what it was given', CREATE, async (stripe) => {
    const given = {
      client_reference_id: 'order/1042',
      customer_email: 'jenny@example.com',
      locale: 'fr',
      metadata: { order: '1042' },
      submit_type: 'pay',
    } as const;
    shows(await sessionOf(stripe, given), given);
  }),
  behaviour('expires after a day', OBJECT, async (stripe) => {
    const { created, expires_at } = await sessionOf(stripe);
    equal(expires_at - created, DAY);
  }),
  behaviour('sells prices that there are', CREATE, async (stripe) => {
    const price = await stripe.prices.create(SHIRT);
    const session = await sessionOf(stripe, { line_items: [{ price: price.id, quantity: 3 }] });
    shows(session, { amount_total: 4500 });
  }),
  behaviour(
    'lists its lines in their order',
    { ...OBJECT, source: docs('api/checkout/sessions/line_items') },
    async (stripe) => {
      const hat = { ...SHIRT, unit_amount: 900, product_data: { name: 'Hat' } };
      const line_items = [
        { price_data: SHIRT, quantity: 2 },
        { price_data: hat, quantity: 1 },
      ];
      const { id } = await sessionOf(stripe, { line_items });
      shows((await stripe.checkout.sessions.listLineItems(id)).data, [
        {
          object: 'item',
          description: 'Shirt',
          quantity: 2,
          amount_total: 3000,
          price: { unit_amount: 1500, active: false },
        },
        { object: 'item', description: 'Hat', quantity: 1, amount_total: 900 },
      ]);
    },
  ),
  behaviour('shows its lines on demand', OBJECT, async (stripe) => {
    const session = await sessionOf(stripe, { expand: ['line_items'] });
    shows(session.line_items, { object: 'list', data: [{ description: 'Shirt' }], has_more: false });
  }),
  behaviour('shows on demand that it has no discount and no tax', OBJECT, async (stripe) => {
    const expand = ['line_items.data.discounts', 'line_items.data.taxes', 'total_details.breakdown'];
    const session = await sessionOf(stripe, { expand });
    shows(session.line_items?.data[0], { discounts: [], taxes: [] });
    shows(session.total_details, { breakdown: { discounts: [], taxes: [] } });
  }),
  behaviour(
    'can be found by reference of its customer',
    { ...OBJECT, source: docs('api/checkout/sessions/list') },
    async (stripe) => {
      const customer = await stripe.customers.create();
      const { id } = await sessionOf(stripe, { customer: customer.id });
      equal(
        (await stripe.checkout.sessions.list({ customer: customer.id })).data.map((each) => each.id),
        [id],
      );
      equal((await stripe.checkout.sessions.list({ customer: customer.id, status: 'complete' })).data, []);
    },
  ),
  behaviour(
    'can be given metadata later',
    { ...OBJECT, source: docs('api/checkout/sessions/update') },
    async (stripe) => {
      const { id } = await sessionOf(stripe, { metadata: { a: '1' } });
      shows(await stripe.checkout.sessions.update(id, { metadata: { b: '2' } }), { metadata: { a: '1', b: '2' } });
    },
  ),
  behaviour('needs a mode', CREATE, async (_stripe, { send }) => {
    const body = 'success_url=https://a.b&line_items[0][price]=price_1&line_items[0][quantity]=1';
    shows((await send('POST', '/v1/checkout/sessions', { body })).json, { error: { param: 'mode' } });
  }),
  behaviour('needs somewhere to go afterwards', CREATE, async (_stripe, { send }) => {
    const body = 'mode=payment&line_items[0][price]=price_1&line_items[0][quantity]=1';
    shows((await send('POST', '/v1/checkout/sessions', { body })).json, { error: { param: 'success_url' } });
  }),
  behaviour('needs something to sell', CREATE, async (stripe) => {
    await refused(stripe.checkout.sessions.create({ mode: 'payment', success_url: 'https://shop.example/done' }), {
      param: 'line_items',
    });
  }),
  behaviour('needs to know how many', CREATE, async (stripe) => {
    await refused(sessionOf(stripe, { line_items: [{ price_data: SHIRT }] }), { param: 'line_items[0][quantity]' });
  }),
  behaviour('needs prices that there are', CREATE, async (stripe) => {
    await refused(sessionOf(stripe, { line_items: [{ price: 'price_none', quantity: 1 }] }), {
      code: 'resource_missing',
      param: 'line_items[0][price]',
    });
  }),
  behaviour(
    'sells nothing that is due every month',
    {
      evidence: 'recorded',
      source: 'https://github.com/stripe/stripe-cli (issues: payment mode with recurring prices)',
    },
    async (stripe) => {
      const price_data = { ...SHIRT, recurring: { interval: 'month' } } as const;
      await refused(sessionOf(stripe, { line_items: [{ price_data, quantity: 1 }] }), { message: /recurring price/ });
    },
  ),
  behaviour('takes one currency', WORDS, async (stripe) => {
    const line_items = [
      { price_data: SHIRT, quantity: 1 },
      { price_data: { ...SHIRT, currency: 'eur' }, quantity: 1 },
    ];
    await refused(sessionOf(stripe, { line_items }), { param: 'line_items' });
  }),
  behaviour('takes a customer or an address of one', CREATE, async (stripe) => {
    const { id } = await stripe.customers.create();
    await refused(sessionOf(stripe, { customer: id, customer_email: 'a@b.c' }), { status: 400 });
  }),
  behaviour('can expire in half an hour at the earliest', CREATE, async (stripe) => {
    const soon = Math.floor(Date.now() / 1000) + 60;
    await refused(sessionOf(stripe, { expires_at: soon }), { param: 'expires_at' });
  }),
  behaviour('does subscriptions elsewhere', { evidence: 'assumed', source: CHOSEN }, async (stripe) => {
    await refused(sessionOf(stripe, { mode: 'subscription' }), { param: 'mode' });
  }),
];

const ended = [
  behaviour('can be ended', EXPIRE, async (stripe) => {
    const { id } = await sessionOf(stripe);
    shows(await stripe.checkout.sessions.expire(id), { status: 'expired', url: null });
  }),
  behaviour('cannot be ended twice', EXPIRE, async (stripe) => {
    const { id } = await sessionOf(stripe);
    await stripe.checkout.sessions.expire(id);
    await refused(stripe.checkout.sessions.expire(id), { status: 400 });
  }),
  behaviour('cannot be ended when it is paid', { ...EXPIRE, needs: ['settings'] }, async (stripe, world) => {
    const { id } = await sessionOf(stripe);
    await pay(world, id);
    await refused(stripe.checkout.sessions.expire(id), { status: 400 });
  }),
  behaviour('ends by itself', { ...OBJECT, needs: ['clock'] }, async (stripe, { control }) => {
    const { id } = await sessionOf(stripe);
    await control.advance(DAY);
    shows(await stripe.checkout.sessions.retrieve(id), { status: 'expired', payment_status: 'unpaid' });
  }),
  behaviour('tells by checkout.session.expired', { ...EXPIRE, needs: ['quiet account'] }, async (stripe) => {
    const { id } = await sessionOf(stripe);
    await stripe.checkout.sessions.expire(id);
    const [event] = (await stripe.events.list({ type: 'checkout.session.expired' })).data;
    shows(event?.data.object, { id, status: 'expired' });
  }),
  behaviour('cancels what was begun', { ...WORDS, needs: ['settings'] }, async (stripe, world) => {
    const { id } = await sessionOf(stripe);
    await pay(world, id, { payment_method: 'pm_card_visa_chargeDeclined' });
    await stripe.checkout.sessions.expire(id);
    shows(await intentOf(stripe, id), { status: 'canceled' });
  }),
];

const older = [
  behaviour(
    'names its place hosted before 2026-03-25.dahlia',
    { evidence: 'documented', source: docs('changelog/dahlia/2026-03-25/updates-available-checkout-session-ui-modes') },
    async (_stripe, { client }) => {
      const old = client({ apiVersion: '2025-08-27.basil' as never });
      equal(String((await sessionOf(old)).ui_mode), 'hosted');
      const asked: unknown = await old.rawRequest('POST', '/v1/checkout/sessions', { ...BASE, ui_mode: 'hosted' });
      shows(asked, { ui_mode: 'hosted', status: 'open' });
    },
  ),
  behaviour(
    'takes payment_method_types before 2026-09-30.endive',
    {
      evidence: 'documented',
      source: docs('changelog/endive/2026-09-30/remove-payment-method-types-checkout-sessions'),
    },
    async (stripe, { client }) => {
      const form = { ...BASE, payment_method_types: ['card'] };
      const old = client({ apiVersion: '2025-08-27.basil' as never });
      shows(await old.rawRequest('POST', '/v1/checkout/sessions', form), { payment_method_types: ['card'] });
      await refused(stripe.rawRequest('POST', '/v1/checkout/sessions', form), {
        code: 'payment_method_types_no_longer_supported',
      });
    },
  ),
];

export const checkout = area('checkout', [...made, ...ended, ...older]);
