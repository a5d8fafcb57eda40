import { area, behaviour, CHOSEN, docs, FROM_MEMORY } from '../../behaviour';
import type { Basis } from '../../behaviour';
import { equal, idOf, shows } from '../../expectations';
import { intentOf, pay, sessionOf, SHIRT } from './shirts';

const CREATE: Basis = { evidence: 'documented', source: docs('api/checkout/sessions/create') };
const OBJECT: Basis = { evidence: 'documented', source: docs('api/checkout/sessions/object') };
const WORDS: Basis = { evidence: 'assumed', source: FROM_MEMORY };
const PAID: Basis = {
  evidence: 'documented',
  source: docs('payments/checkout/how-checkout-works'),
  needs: ['settings'],
};
const HOLDS: Basis = {
  evidence: 'documented',
  source: docs('payments/place-a-hold-on-a-payment-method'),
  needs: ['settings'],
};

const paidFor = [
  behaviour('is complete and paid', PAID, async (stripe, world) => {
    const { id } = await sessionOf(stripe);
    await pay(world, id, { email: 'jenny@example.com', name: 'Jenny' });
    shows(await stripe.checkout.sessions.retrieve(id), {
      status: 'complete',
      payment_status: 'paid',
      payment_intent: /^pi_/,
      url: null,
      customer_details: { email: 'jenny@example.com', name: 'Jenny' },
    });
    shows(await intentOf(stripe, id), { status: 'succeeded', amount: 3000 });
  }),
  behaviour(
    'tells by checkout.session.completed, after the payment',
    { ...PAID, needs: ['settings', 'quiet account'] },
    async (stripe, world) => {
      const { id } = await sessionOf(stripe);
      await pay(world, id);
      const types = (await stripe.events.list()).data.map(({ type }) => type).reverse();
      equal(types.slice(2), [
        'payment_intent.created',
        'charge.succeeded',
        'payment_intent.succeeded',
        'checkout.session.completed',
      ]);
    },
  ),
  behaviour('holds for later capture', HOLDS, async (stripe, world) => {
    const { id } = await sessionOf(stripe, { payment_intent_data: { capture_method: 'manual' } });
    await pay(world, id);
    const intent = await intentOf(stripe, id);
    shows(intent, { status: 'requires_capture', amount_capturable: 3000 });
    shows(await stripe.checkout.sessions.retrieve(id), { status: 'complete', payment_status: 'unpaid' });
    await stripe.paymentIntents.capture(intent.id);
    shows(await stripe.checkout.sessions.retrieve(id), { payment_status: 'paid' });
  }),
  behaviour('holds with multicapture', { ...HOLDS, needs: ['settings', 'multicapture'] }, async (stripe, world) => {
    const { id } = await sessionOf(stripe, {
      payment_method_options: { card: { capture_method: 'manual', request_multicapture: 'if_available' } },
    });
    await pay(world, id);
    const { id: intent } = await intentOf(stripe, id);
    shows(await stripe.paymentIntents.capture(intent, { amount_to_capture: 1000, final_capture: false }), {
      status: 'requires_capture',
      amount_received: 1000,
    });
  }),
  behaviour('hands its terms to the payment', { ...CREATE, needs: ['settings'] }, async (stripe, world) => {
    const payment_intent_data = {
      description: 'Two shirts',
      metadata: { order: '1042' },
      statement_descriptor_suffix: 'SHIRTS',
      transfer_group: 'order_1042',
    };
    const { id } = await sessionOf(stripe, { payment_intent_data });
    await pay(world, id);
    shows(await intentOf(stripe, id), payment_intent_data);
  }),
  behaviour('stays open after a decline', PAID, async (stripe, world) => {
    const { id } = await sessionOf(stripe);
    shows(await pay(world, id, { payment_method: 'pm_card_visa_chargeDeclined' }), { outcome: { kind: 'refused' } });
    shows(await stripe.checkout.sessions.retrieve(id), { status: 'open', payment_status: 'unpaid', url: /^http/ });
    await pay(world, id);
    const { status, payment_intent } = await stripe.checkout.sessions.retrieve(id);
    equal(status, 'complete');
    equal((await stripe.charges.list({ payment_intent: idOf(payment_intent) })).data.length, 2);
  }),
  behaviour('is complete after 3-D Secure', PAID, async (stripe, world) => {
    const { id } = await sessionOf(stripe);
    const { outcome } = (await pay(world, id, { payment_method: 'pm_card_threeDSecureRequired' })) as {
      outcome: { kind: string; page: string };
    };
    equal(outcome.kind, 'challenged');
    shows(await stripe.checkout.sessions.retrieve(id), { status: 'open' });
    await fetch(outcome.page, { method: 'POST', body: 'outcome=complete', redirect: 'manual' });
    shows(await stripe.checkout.sessions.retrieve(id), { status: 'complete', payment_status: 'paid' });
  }),
  behaviour('makes a customer when it is asked to', { ...CREATE, needs: ['settings'] }, async (stripe, world) => {
    const { id } = await sessionOf(stripe, { customer_creation: 'always' });
    await pay(world, id, { email: 'jenny@example.com' });
    const { customer } = await stripe.checkout.sessions.retrieve(id, { expand: ['customer'] });
    shows(customer, { object: 'customer', email: 'jenny@example.com' });
  }),
  behaviour('makes none by default', { ...CREATE, needs: ['settings'] }, async (stripe, world) => {
    const { id } = await sessionOf(stripe);
    await pay(world, id);
    equal((await stripe.checkout.sessions.retrieve(id)).customer, null);
  }),
  behaviour('keeps the method for later', { ...CREATE, needs: ['settings'] }, async (stripe, world) => {
    const { id } = await sessionOf(stripe, { payment_intent_data: { setup_future_usage: 'off_session' } });
    await pay(world, id);
    const intent = await intentOf(stripe, id);
    shows(await stripe.paymentMethods.retrieve(idOf(intent.payment_method)), { customer: idOf(intent.customer) });
  }),
  behaviour('costs nothing when it sells nothing', { ...OBJECT, needs: ['settings'] }, async (stripe, world) => {
    const { id } = await sessionOf(stripe, { line_items: [{ price_data: { ...SHIRT, unit_amount: 0 }, quantity: 1 }] });
    await pay(world, id);
    shows(await stripe.checkout.sessions.retrieve(id), { payment_status: 'no_payment_required', payment_intent: null });
  }),
  behaviour('is paid once', { ...WORDS, needs: ['settings'] }, async (stripe, world) => {
    const { id } = await sessionOf(stripe);
    await pay(world, id);
    shows(await pay(world, id), { outcome: { kind: 'refused' } });
  }),
  behaviour('is a page where a buyer pays', { ...PAID, evidence: 'assumed', source: CHOSEN }, async (stripe) => {
    const { id, url } = await sessionOf(stripe);
    const page = await (await fetch(url ?? '')).text();
    equal(page.includes('Shirt') && page.includes('$30.00') && page.includes('https://shop.example/cart'), true);
    const body = 'payment_method=pm_card_visa&email=jenny%40example.com';
    const paid = await fetch(url ?? '', { method: 'POST', body, redirect: 'manual' });
    equal([paid.status, paid.headers.get('location')], [303, `https://shop.example/thanks?session=${id}`]);
    shows(await stripe.checkout.sessions.retrieve(id), { status: 'complete' });
  }),
  behaviour(
    'says on its page why a card was refused',
    { ...PAID, evidence: 'assumed', source: CHOSEN },
    async (stripe) => {
      const { url } = await sessionOf(stripe);
      const body = 'payment_method=pm_card_visa_chargeDeclined';
      const refusedPage = await (await fetch(url ?? '', { method: 'POST', body })).text();
      equal(refusedPage.includes('Your card was declined.'), true);
    },
  ),
  behaviour(
    'is paid by the script of its page',
    { evidence: 'documented', source: 'https://github.com/stripe/stripe-cli (trigger checkout.session.completed)' },
    async (stripe, { send }) => {
      const { id } = await sessionOf(stripe);
      const method = await stripe.paymentMethods.create({
        type: 'card',
        card: { token: 'tok_visa' },
        billing_details: { email: 'stripe@example.com' },
      });
      equal((await send('GET', `/v1/payment_pages/${id}`)).status, 200);
      const wrong = `payment_method=${method.id}&expected_amount=2999`;
      equal((await send('POST', `/v1/payment_pages/${id}/confirm`, { body: wrong })).status, 400);
      await send('POST', `/v1/payment_pages/${id}/confirm`, {
        body: `payment_method=${method.id}&expected_amount=3000`,
      });
      shows(await stripe.checkout.sessions.retrieve(id), {
        status: 'complete',
        customer_details: { email: 'stripe@example.com' },
      });
    },
  ),
];

export const payingCheckout = area('paying at checkout', paidFor);
