import type Stripe from 'stripe';
import { area, behaviour, CHOSEN, docs, FROM_MEMORY } from '../../behaviour';
import type { Basis } from '../../behaviour';
import { equal, idOf, refused, shows } from '../../expectations';
import { plainHold } from '../../holds';

const CREATE: Basis = { evidence: 'documented', source: docs('api/charges/create') };
const CAPTURE: Basis = { evidence: 'documented', source: docs('api/charges/capture') };
const REFUND: Basis = { evidence: 'documented', source: docs('api/refunds/create') };
const TESTING: Basis = { evidence: 'documented', source: docs('testing') };
const CHOICE: Basis = { evidence: 'assumed', source: CHOSEN };

async function charge(stripe: Stripe, more: Stripe.ChargeCreateParams = {}): Promise<Stripe.Charge> {
  return stripe.charges.create({ amount: 1000, currency: 'usd', source: 'tok_visa', ...more });
}

async function held(stripe: Stripe, more: Stripe.ChargeCreateParams = {}): Promise<Stripe.Charge> {
  return charge(stripe, { capture: false, ...more });
}

const making = [
  behaviour('takes money from a card token', CREATE, async (stripe) => {
    shows(await charge(stripe), {
      object: 'charge',
      amount: 1000,
      amount_captured: 1000,
      captured: true,
      paid: true,
      status: 'succeeded',
      payment_intent: null,
    });
  }),
  behaviour('shows the card as its source', CREATE, async (stripe) => {
    shows(await charge(stripe), { source: { object: 'card', brand: 'Visa', last4: '4242', exp_month: 12 } });
  }),
  behaviour('has its balance transaction at once', CHOICE, async (stripe) => {
    shows(await charge(stripe), { balance_transaction: /^txn_/ });
  }),
  behaviour('keeps description and metadata', CREATE, async (stripe) => {
    const made = await charge(stripe, { description: 'two chairs', metadata: { order: '7' } });
    shows(made, { description: 'two chairs', metadata: { order: '7' } });
  }),
  behaviour('holds with capture=false', CREATE, async (stripe) => {
    shows(await held(stripe), { captured: false, amount_captured: 0, paid: true, status: 'succeeded' });
  }),
  behaviour('is in the list of charges', CREATE, async (stripe) => {
    const { id } = await charge(stripe);
    equal((await stripe.charges.retrieve(id)).id, id);
    equal((await stripe.charges.list({ limit: 1 })).data[0]?.id, id);
  }),
  behaviour(
    'leaves no PaymentIntent',
    { evidence: 'documented', source: docs('api/charges/object'), needs: ['quiet account'] },
    async (stripe) => {
      await held(stripe);
      equal((await stripe.paymentIntents.list()).data, []);
    },
  ),
  behaviour(
    'tells of the charge alone',
    { evidence: 'documented', source: docs('api/events/types'), needs: ['quiet account'] },
    async (stripe) => {
      const { id } = await held(stripe);
      await stripe.charges.capture(id);
      equal(
        (await stripe.events.list()).data.map(({ type }) => type),
        ['charge.captured', 'charge.succeeded'],
      );
    },
  ),
  behaviour('takes a destination and a fee', CREATE, async (stripe) => {
    const shares = { transfer_data: { destination: 'acct_1seller' }, application_fee_amount: 100 };
    shows(await charge(stripe, shares), {
      application_fee_amount: 100,
      transfer_data: { destination: 'acct_1seller' },
    });
  }),
  behaviour('needs an amount', CREATE, async (stripe) => {
    await refused(stripe.charges.create({ currency: 'usd', source: 'tok_visa' }), { param: 'amount' });
  }),
  behaviour('needs a currency', CREATE, async (stripe) => {
    await refused(stripe.charges.create({ amount: 1000, source: 'tok_visa' }), { param: 'currency' });
  }),
  behaviour('needs a source or a customer', { evidence: 'assumed', source: FROM_MEMORY }, async (stripe) => {
    await refused(stripe.charges.create({ amount: 1000, currency: 'usd' }), { message: /source or customer/ });
  }),
  behaviour('needs a card of the customer', { evidence: 'assumed', source: FROM_MEMORY }, async (stripe) => {
    const { id } = await stripe.customers.create();
    await refused(stripe.charges.create({ amount: 1000, currency: 'usd', customer: id }), {
      status: 402,
      code: 'missing',
    });
  }),
  behaviour('refuses a token that there is not', CREATE, async (stripe) => {
    await refused(charge(stripe, { source: 'tok_nobody' }), { code: 'resource_missing', param: 'source' });
  }),
];

const declines = (
  [
    ['tok_chargeDeclined', 'card_declined', 'generic_decline'],
    ['tok_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['tok_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
    ['tok_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
    ['tok_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
    ['tok_chargeDeclinedIncorrectCvc', 'incorrect_cvc', 'incorrect_cvc'],
    ['tok_chargeDeclinedProcessingError', 'processing_error', 'processing_error'],
    ['tok_authenticationRequired', 'authentication_required', 'authentication_required'],
  ] as const
).map(([source, code, reason]) =>
  behaviour(`declines ${source} as ${code}/${reason}`, TESTING, async (stripe) => {
    const error = await refused(charge(stripe, { source }), { status: 402, code, decline_code: reason });
    equal([error.payment_intent, error.charge !== undefined], [undefined, true]);
    shows(await stripe.charges.retrieve(error.charge ?? ''), { paid: false, status: 'failed', failure_code: code });
  }),
);

const capturing = [
  behaviour('captures all of it', CAPTURE, async (stripe) => {
    const { id } = await held(stripe);
    shows(await stripe.charges.capture(id), { id, captured: true, amount_captured: 1000 });
  }),
  behaviour('captures a part and gives the rest back', CAPTURE, async (stripe) => {
    const { id } = await held(stripe);
    shows(await stripe.charges.capture(id, { amount: 600 }), { amount: 1000, amount_captured: 600, captured: true });
  }),
  behaviour(
    'captures once',
    { evidence: 'documented', source: docs('error-codes#charge-already-captured') },
    async (stripe) => {
      const { id } = await held(stripe);
      await stripe.charges.capture(id, { amount: 600 });
      await refused(stripe.charges.capture(id), { code: 'charge_already_captured' });
    },
  ),
  behaviour('captures nothing that was taken at once', CAPTURE, async (stripe) => {
    const { id } = await charge(stripe);
    await refused(stripe.charges.capture(id), { code: 'charge_already_captured' });
  }),
  behaviour('captures no more than it holds', { evidence: 'assumed', source: CHOSEN }, async (stripe) => {
    const { id } = await held(stripe);
    await refused(stripe.charges.capture(id, { amount: 1001 }), { code: 'amount_too_large' });
  }),
  behaviour('leaves the charges of PaymentIntents alone', CHOICE, async (stripe) => {
    const { latest_charge } = await plainHold(stripe);
    await refused(stripe.charges.capture(idOf(latest_charge)), { message: /Capture the PaymentIntent instead/ });
  }),
  behaviour(
    'captures nothing after the deadline',
    { evidence: 'documented', source: docs('error-codes#charge-expired-for-capture'), needs: ['clock'] },
    async (stripe, { control }) => {
      const { id } = await held(stripe);
      await control.advance(604_800);
      await refused(stripe.charges.capture(id), { code: 'charge_expired_for_capture' });
      equal((await stripe.events.list({ type: 'charge.expired' })).data.length, 1);
    },
  ),
];

const refunding = [
  behaviour('is refunded like any charge', REFUND, async (stripe) => {
    const { id } = await charge(stripe);
    shows(await stripe.refunds.create({ charge: id, amount: 400 }), { amount: 400, charge: id, payment_intent: null });
    shows(await stripe.charges.retrieve(id), { amount_refunded: 400, refunded: false });
  }),
  behaviour('is released by a refund while it is held', REFUND, async (stripe) => {
    const { id } = await held(stripe);
    shows(await stripe.refunds.create({ charge: id }), { amount: 1000, status: 'succeeded' });
    shows(await stripe.charges.retrieve(id), { captured: false, amount_refunded: 1000, refunded: true });
  }),
  behaviour('is released as a whole only', CHOICE, async (stripe) => {
    const { id } = await held(stripe);
    await refused(stripe.refunds.create({ charge: id, amount: 400 }), { param: 'amount' });
  }),
  behaviour('can be refunded below its own address', REFUND, async (stripe, { send }) => {
    const { id } = await charge(stripe);
    const made = await send('POST', `/v1/charges/${id}/refunds`, { body: 'amount=300' });
    shows(made.json, { object: 'refund', amount: 300, charge: id });
    const shown = await send('POST', `/v1/charges/${id}/refund`, { body: 'amount=200' });
    shows(shown.json, { object: 'charge', id, amount_refunded: 500 });
  }),
];

export const chargesApi = area('charges of their own', [...making, ...declines, ...capturing, ...refunding]);
