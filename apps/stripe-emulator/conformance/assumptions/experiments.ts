import type Stripe from 'stripe';
import { area, behaviour, CHOSEN } from '../behaviour';
import type { Basis, Need, World } from '../behaviour';
import { equal, eventually, expanded, holds, idOf, refused, shows } from '../expectations';
import { chargeOf, holdWith, open, paid, part, partHold, plainHold } from '../holds';

/** What nobody has written down: each of these asks Stripe, when there is a key, and says what the emulator chose. */
function chosen(...needs: readonly Need[]): Basis {
  return { evidence: 'assumed', source: CHOSEN, needs };
}

async function settled(stripe: Stripe, world: World, charge: string): Promise<Stripe.BalanceTransaction[]> {
  return eventually(
    'a balance transaction',
    async () => {
      const { data } = await stripe.balanceTransactions.list({ source: charge });
      return data.length > 0 ? data : undefined;
    },
    world.wait,
  );
}

async function typesAbout(stripe: Stripe, id: string, type: string): Promise<Stripe.Event[]> {
  const { data } = await stripe.events.list({ type, limit: 100 });
  return data.filter(({ data: { object } }) => 'id' in object && object.id === id);
}

const LINE = { product_name: 'Chair', unit_cost: 400, quantity: 1 };

const before = [
  behaviour('another customer is refused once there is one', chosen(), async (stripe) => {
    const [one, other] = [await stripe.customers.create({}), await stripe.customers.create({})];
    const { id } = await open(stripe, { customer: one.id });
    await refused(stripe.paymentIntents.update(id, { customer: other.id }), { param: 'customer' });
  }),
  behaviour('another amount during a challenge has to be confirmed anew', chosen(), async (stripe) => {
    const asked = await paid(stripe, { payment_method: 'pm_card_authenticationRequired' });
    const changed = await stripe.paymentIntents.update(asked.id, { amount: 5000 });
    shows(changed, { amount: 5000, status: 'requires_confirmation', next_action: null });
  }),
  behaviour('amount_to_confirm must be the amount', chosen(), async (stripe) => {
    const { id } = await open(stripe, { payment_method: 'pm_card_visa' });
    await refused(stripe.paymentIntents.confirm(id, { amount_to_confirm: 4500 }), { param: 'amount_to_confirm' });
  }),
  behaviour('the whole statement descriptor has at most 22 characters', chosen(), async (stripe) => {
    const charge = await chargeOf(
      stripe,
      await paid(stripe, { statement_descriptor_suffix: 'TWO CHAIRS AND A TABLE' }),
    );
    holds((charge.calculated_statement_descriptor ?? '').length <= 22, 'the descriptor is cut');
  }),
  behaviour('use_stripe_sdk does not stand for a return_url', chosen(), async (stripe) => {
    const intent = await stripe.paymentIntents.create({
      amount: 4600,
      currency: 'usd',
      payment_method: 'pm_card_visa',
    });
    await refused(stripe.paymentIntents.confirm(intent.id, { use_stripe_sdk: true }), { message: /return_url/ });
  }),
  behaviour('the cards of a deleted customer belong to nobody', chosen(), async (stripe) => {
    const { id: customer } = await stripe.customers.create({});
    const kept = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    await stripe.customers.del(customer);
    equal((await stripe.paymentMethods.retrieve(kept.id)).customer, null);
  }),
  behaviour('no amount of a currency moves less than its cards can', chosen(), async (stripe) => {
    await refused(stripe.paymentIntents.create({ amount: 10_005, currency: 'kwd' }), { param: 'amount' });
  }),
  behaviour('two changes at once end well or as lock_timeout', chosen(), async (stripe) => {
    const { id } = await open(stripe);
    const ends = await Promise.allSettled(
      ['a', 'b', 'c'].map((description) => stripe.paymentIntents.update(id, { description })),
    );
    const codes = ends.map((end) => (end.status === 'fulfilled' ? 'done' : codeOf(end.reason)));
    equal(
      codes.filter((code) => code !== 'done' && code !== 'lock_timeout'),
      [],
    );
  }),
];

function codeOf(reason: unknown): string {
  return typeof reason === 'object' && reason !== null && 'code' in reason ? String(reason.code) : String(reason);
}

const lines = [
  behaviour('ten lines show, the rest have an address', chosen(), async (stripe) => {
    const line_items = Array.from({ length: 11 }, () => LINE);
    const intent = await open(stripe, {
      amount: 4400,
      amount_details: { line_items },
      expand: ['amount_details.line_items'],
    });
    const shown = expanded(intent.amount_details?.line_items);
    equal([shown.data.length, shown.has_more], [10, true]);
  }),
  behaviour('tax and discount of lines show summed at the top', chosen(), async (stripe) => {
    const line = { ...LINE, unit_cost: 2300, tax: { total_tax_amount: 100 }, discount_amount: 50 };
    const intent = await open(stripe, { amount: 4700, amount_details: { line_items: [line, line] } });
    shows(intent.amount_details, { tax: { total_tax_amount: 200 }, discount_amount: 100 });
  }),
  behaviour('a capture of the whole hold may leave lines out', chosen('multicapture'), async (stripe) => {
    const line_items = [{ ...LINE, unit_cost: 4600 }];
    const { id } = await partHold(stripe, { amount_details: { line_items } });
    shows(await stripe.paymentIntents.capture(id), { status: 'succeeded', amount_received: 4600 });
  }),
];

const after = [
  behaviour('an increment tells of charge and PaymentIntent', chosen('incremental_authorization'), async (stripe) => {
    const { id, latest_charge: charge } = await holdWith(stripe, ['incremental_authorization']);
    await stripe.paymentIntents.incrementAuthorization(id, { amount: 5000 });
    equal((await typesAbout(stripe, idOf(charge), 'charge.updated')).length, 1);
    equal((await typesAbout(stripe, id, 'payment_intent.amount_capturable_updated')).length, 2);
  }),
  behaviour('the balance transaction of a plain capture comes later', chosen(), async (stripe, world) => {
    const { id } = await plainHold(stripe);
    const captured = await stripe.paymentIntents.capture(id, { expand: ['latest_charge'] });
    const charge = expanded(captured.latest_charge);
    equal(charge.balance_transaction, null);
    equal((await settled(stripe, world, charge.id)).length, 1);
  }),
  behaviour('the charge points at its newest balance transaction', chosen('multicapture'), async (stripe, world) => {
    const { id, latest_charge: charge } = await partHold(stripe);
    await part(stripe, id, 1000);
    await settled(stripe, world, idOf(charge));
    await stripe.paymentIntents.capture(id, { amount_to_capture: 2000 });
    const two = await eventually(
      'both balance transactions',
      async () => {
        const { data } = await stripe.balanceTransactions.list({ source: idOf(charge) });
        return data.length === 2 ? data : undefined;
      },
      world.wait,
    );
    const newest = two.find(({ amount }) => amount === 2000);
    equal(idOf((await stripe.charges.retrieve(idOf(charge))).balance_transaction), newest?.id);
  }),
  behaviour('charge.updated shows what was captured before', chosen('multicapture'), async (stripe, world) => {
    const { id, latest_charge: charge } = await partHold(stripe);
    await part(stripe, id, 1000);
    await settled(stripe, world, idOf(charge));
    const [event] = await typesAbout(stripe, idOf(charge), 'charge.updated');
    shows(event?.data.previous_attributes, { amount_captured: 0 });
  }),
  behaviour('the fee of 46.00 USD is 1.63', chosen(), async (stripe, world) => {
    const charge = await chargeOf(stripe, await paid(stripe));
    const [transaction] = await settled(stripe, world, charge.id);
    shows(transaction, { amount: 4600, fee: 163, net: 4437 });
  }),
  behaviour('what bypasses pending settles with the request', chosen(), async (stripe) => {
    const charge = await chargeOf(stripe, await paid(stripe, { payment_method: 'pm_card_bypassPending' }));
    const { data } = await stripe.balanceTransactions.list({ source: charge.id });
    shows(data, [{ status: 'available' }]);
  }),
  behaviour('another currency settles at its exchange rate', chosen(), async (stripe, world) => {
    const charge = await chargeOf(stripe, await paid(stripe, { currency: 'eur' }));
    const [transaction] = await settled(stripe, world, charge.id);
    const { amount = 0, currency, exchange_rate: rate } = transaction ?? {};
    equal(currency, 'usd');
    equal(amount, Math.round(4600 * (rate ?? 0)));
  }),
  behaviour('the reference of a refund comes with refund.updated', chosen(), async (stripe, world) => {
    const { id: intent } = await paid(stripe);
    const { id } = await stripe.refunds.create({ payment_intent: intent });
    const events = await eventually(
      'refund.updated',
      async () => {
        const found = await typesAbout(stripe, id, 'refund.updated');
        return found.length > 0 ? found : undefined;
      },
      world.wait,
    );
    shows(events[0]?.data.object, { destination_details: { card: { reference_status: 'available' } } });
    equal((await typesAbout(stripe, id, 'charge.refund.updated')).length, 1);
  }),
  behaviour('a disputed card is disputed at its first capture', chosen('multicapture'), async (stripe) => {
    const { id } = await partHold(stripe, { payment_method: 'pm_card_createDispute' });
    await part(stripe, id, 1000);
    const { data } = await stripe.disputes.list({ payment_intent: id });
    equal(
      data.map(({ amount }) => amount),
      [1000],
    );
  }),
  behaviour('a dispute costs 15.00 and leaves nine days', chosen(), async (stripe, world) => {
    const { id } = await paid(stripe, { payment_method: 'pm_card_createDispute' });
    const dispute = await eventually(
      'the dispute',
      async () => (await stripe.disputes.list({ payment_intent: id })).data[0],
      world.wait,
    );
    const days = ((dispute.evidence_details.due_by ?? 0) - dispute.created) / 86_400;
    equal(Math.floor(days), 9);
    shows(dispute.balance_transactions, [{ fee: 1500 }]);
  }),
  behaviour('an inquiry that is given up is closed', chosen(), async (stripe, world) => {
    const { id } = await paid(stripe, { payment_method: 'pm_card_createDisputeInquiry' });
    const inquiry = await eventually(
      'the inquiry',
      async () => (await stripe.disputes.list({ payment_intent: id })).data[0],
      world.wait,
    );
    shows(await stripe.disputes.close(inquiry.id), { status: 'warning_closed' });
  }),
];

const requests = [
  behaviour('a body of another content type is refused', chosen(), async (_stripe, { send }) => {
    const answer = await send('POST', '/v1/customers', { body: '{}', headers: { 'content-type': 'application/json' } });
    equal(answer.status, 400);
  }),
];

export const experiments = area('experiments', [...before, ...lines, ...after, ...requests]);
