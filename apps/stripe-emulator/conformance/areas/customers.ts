import type Stripe from 'stripe';
import { AAT, area, behaviour, docs } from '../behaviour';
import type { Basis } from '../behaviour';
import { equal, idOf, refused, shows } from '../expectations';
import { paid, plainHold } from '../holds';

const CUSTOMERS: Basis = { evidence: 'documented', source: docs('api/customers') };
const METHODS: Basis = { evidence: 'documented', source: docs('api/payment_methods') };

const fields = (
  [
    ['name', 'Jenny Rosen'],
    ['email', 'jenny@example.com'],
    ['phone', '+15555550100'],
    ['description', 'A buyer'],
  ] as const
).map(([field, value]) =>
  behaviour(`keep ${field}, and take another`, CUSTOMERS, async (stripe) => {
    const made = await stripe.customers.create({ [field]: value });
    shows(made, { [field]: value });
    shows(await stripe.customers.update(made.id, { [field]: `${value}x` }), { [field]: `${value}x` });
  }),
);

/** Stripe's types call them plain strings, its maintainers say that an empty one unsets them. */
const UNSET: Basis = { evidence: 'documented', source: 'https://github.com/stripe/stripe-dotnet/issues/1954' };
const unset = (['email', 'phone', 'name', 'description'] as const).map((field) =>
  behaviour(
    `forget ${field} for an empty string`,
    field === 'email' || field === 'phone' ? UNSET : { ...UNSET, evidence: 'assumed' },
    async (stripe) => {
      const value = field === 'email' ? 'jenny@example.com' : '+15555550100';
      const { id } = await stripe.customers.create({ [field]: value });
      shows(await stripe.customers.update(id, { [field]: '' }), { [field]: null });
    },
  ),
);

export const customers = area('customers', [
  ...fields,
  ...unset,
  behaviour(
    'leave out parts of an address that are empty',
    { evidence: 'recorded', source: 'https://github.com/stripe/stripe-php/issues/588' },
    async (stripe) => {
      const address = { line1: '1 Main St', line2: '', state: '' };
      const { id } = await stripe.customers.create({ address, shipping: { name: 'Jenny', phone: '', address } });
      const left = { line1: '1 Main St', line2: null, state: null };
      shows(await stripe.customers.retrieve(id), { address: left, shipping: { phone: null, address: left } });
    },
  ),
  behaviour(
    'have no sources where cards are PaymentMethods',
    { ...CUSTOMERS, source: docs('api/cards/list') },
    async (stripe) => {
      const { id } = await stripe.customers.create({ payment_method: 'pm_card_visa' });
      equal((await stripe.customers.listSources(id, { object: 'card' })).data, []);
      await refused(stripe.customers.listSources('cus_none'), { status: 404, code: 'resource_missing' });
    },
  ),
  behaviour(
    'can be made with an empty name',
    {
      evidence: 'assumed',
      source: 'https://github.com/dj-stripe/dj-stripe, which makes one for each user without a name',
    },
    async (stripe) => {
      shows(await stripe.customers.create({ name: '', email: 'jenny@example.com' }), { name: null });
    },
  ),
  behaviour('are blank at first', CUSTOMERS, async (stripe) => {
    shows(await stripe.customers.create(), {
      object: 'customer',
      id: /^cus_/,
      name: null,
      email: null,
      balance: 0,
      delinquent: false,
      livemode: false,
      metadata: {},
    });
  }),
  behaviour('can be read', CUSTOMERS, async (stripe) => {
    const made = await stripe.customers.create({ name: 'Jenny' });
    equal({ ...(await stripe.customers.retrieve(made.id)) }, { ...made });
  }),
  behaviour('merge metadata', CUSTOMERS, async (stripe) => {
    const { id } = await stripe.customers.create({ metadata: { a: '1' } });
    shows(await stripe.customers.update(id, { metadata: { b: '2', a: '' } }), { metadata: { b: '2' } });
  }),
  behaviour('keep an address', CUSTOMERS, async (stripe) => {
    const address = { line1: '1 Main St', city: 'Springfield', country: 'US', postal_code: '12345' };
    shows(await stripe.customers.create({ address }), { address: { ...address, line2: null, state: null } });
  }),
  behaviour('can be listed by email', CUSTOMERS, async (stripe) => {
    const email = `conformance-${String(process.pid)}-${String(Date.now())}@example.com`;
    const { id } = await stripe.customers.create({ email });
    equal(
      (await stripe.customers.list({ email })).data.map((customer) => customer.id),
      [id],
    );
  }),
  behaviour('can be deleted', CUSTOMERS, async (stripe) => {
    const { id } = await stripe.customers.create();
    shows(await stripe.customers.del(id), { id, object: 'customer', deleted: true });
    shows(await stripe.customers.retrieve(id), { id, deleted: true });
  }),
  behaviour('cannot pay once they are deleted', CUSTOMERS, async (stripe) => {
    const { id } = await stripe.customers.create();
    await stripe.customers.del(id);
    await refused(plainHold(stripe, { customer: id }), {
      status: undefined,
      code: 'resource_missing',
      param: 'customer',
    });
  }),
  behaviour('are unknown when they are unknown', CUSTOMERS, async (stripe) => {
    await refused(stripe.customers.retrieve('cus_none'), {
      status: 404,
      code: 'resource_missing',
      message: "No such customer: 'cus_none'",
    });
  }),
]);

const attached = async (stripe: Stripe): Promise<{ readonly customer: string; readonly method: string }> => {
  const customer = await stripe.customers.create();
  const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  return { customer: customer.id, method: method.id };
};

export const paymentMethods = area('payment methods', [
  behaviour('are made of a test token', { evidence: 'documented', source: docs('testing#cards') }, async (stripe) => {
    const made = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    shows(made, {
      id: /^pm_/,
      object: 'payment_method',
      type: 'card',
      customer: null,
      card: { brand: 'visa', last4: '4242', country: 'US', funding: 'credit' },
    });
  }),
  behaviour('refuse raw card numbers', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const card = { number: '4242424242424242', exp_month: 12, exp_year: 2034 };
    await refused(stripe.paymentMethods.create({ type: 'card', card }), { status: 402, message: /generally unsafe/ });
  }),
  behaviour('keep billing details', METHODS, async (stripe) => {
    const billing_details = { name: 'Jenny', email: 'jenny@example.com' };
    shows(await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' }, billing_details }), {
      billing_details,
    });
  }),
  behaviour('have one fingerprint for one number', METHODS, async (stripe) => {
    const [one, other] = await Promise.all(
      [1, 2].map(async () => stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } })),
    );
    equal(one?.card?.fingerprint, other?.card?.fingerprint);
    equal(one?.id === other?.id, false);
  }),
  behaviour('can be attached', METHODS, async (stripe) => {
    const { customer, method } = await attached(stripe);
    shows(await stripe.paymentMethods.retrieve(method), { customer });
  }),
  behaviour('can be listed by customer', METHODS, async (stripe) => {
    const { customer, method } = await attached(stripe);
    equal(
      (await stripe.paymentMethods.list({ customer, type: 'card' })).data.map(({ id }) => id),
      [method],
    );
  }),
  behaviour('can be listed at the customer', METHODS, async (stripe) => {
    const { customer, method } = await attached(stripe);
    equal(
      (await stripe.customers.listPaymentMethods(customer)).data.map(({ id }) => id),
      [method],
    );
  }),
  behaviour('can be detached', METHODS, async (stripe) => {
    const { customer, method } = await attached(stripe);
    shows(await stripe.paymentMethods.detach(method), { id: method, customer: null });
    equal((await stripe.paymentMethods.list({ customer, type: 'card' })).data, []);
  }),
  behaviour(
    'cannot be used once they were detached',
    { evidence: 'documented', source: docs('api/payment_methods/detach') },
    async (stripe) => {
      const { method } = await attached(stripe);
      await stripe.paymentMethods.detach(method);
      await refused(paid(stripe, { payment_method: method }), { status: 400 });
    },
  ),
  behaviour('pay for their customer', METHODS, async (stripe) => {
    const { customer, method } = await attached(stripe);
    shows(await paid(stripe, { customer, payment_method: method }), {
      status: 'succeeded',
      payment_method: method,
      customer,
    });
  }),
  behaviour('do not pay without their customer', METHODS, async (stripe) => {
    const { method } = await attached(stripe);
    await refused(paid(stripe, { payment_method: method }), { status: 400 });
  }),
  behaviour('take changes', METHODS, async (stripe) => {
    const { method } = await attached(stripe);
    const changed = await stripe.paymentMethods.update(method, {
      metadata: { a: '1' },
      billing_details: { name: 'Jenny' },
    });
    shows(changed, { metadata: { a: '1' }, billing_details: { name: 'Jenny' } });
  }),
  behaviour(
    'are kept for later by setup_future_usage',
    { evidence: 'documented', source: docs('payments/save-during-payment') },
    async (stripe) => {
      const customer = await stripe.customers.create();
      const intent = await paid(stripe, { customer: customer.id, setup_future_usage: 'off_session' });
      shows(await stripe.paymentMethods.retrieve(idOf(intent.payment_method)), { customer: customer.id });
    },
  ),
  behaviour(
    'are not kept otherwise',
    { evidence: 'documented', source: docs('payments/save-during-payment') },
    async (stripe) => {
      const customer = await stripe.customers.create();
      const intent = await paid(stripe, { customer: customer.id });
      shows(await stripe.paymentMethods.retrieve(idOf(intent.payment_method)), { customer: null });
    },
  ),
  behaviour(
    'tell when they are attached',
    { evidence: 'documented', source: docs('api/events/types'), needs: ['quiet account'] },
    async (stripe) => {
      await attached(stripe);
      shows((await stripe.events.list({ type: 'payment_method.attached' })).data, [
        { type: 'payment_method.attached' },
      ]);
    },
  ),
  behaviour(
    'are declined when they are attached, with a card that is declined',
    { evidence: 'documented', source: docs('testing#declined-payments') },
    async (stripe) => {
      const customer = await stripe.customers.create();
      await refused(stripe.paymentMethods.attach('pm_card_visa_chargeDeclined', { customer: customer.id }), {
        status: 402,
        code: 'card_declined',
      });
    },
  ),
  behaviour('are unknown when they are unknown', METHODS, async (stripe) => {
    await refused(stripe.paymentMethods.retrieve('pm_none'), { status: 404, code: 'resource_missing' });
  }),
]);
