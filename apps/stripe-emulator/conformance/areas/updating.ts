import { AAT, area, behaviour, docs } from '../behaviour';
import { equal, refused, shows } from '../expectations';
import { open, plainHold } from '../holds';

const UPDATE = docs('api/payment_intents/update');

const changes = (
  [
    ['amount', 1200],
    ['description', 'new'],
    ['receipt_email', 'new@example.com'],
    ['capture_method', 'manual'],
    ['statement_descriptor_suffix', 'NEW'],
  ] as const
).map(([field, value]) =>
  behaviour(`changes ${field} before confirmation`, { evidence: 'documented', source: UPDATE }, async (stripe) => {
    const { id } = await open(stripe);
    shows(await stripe.paymentIntents.update(id, { [field]: value }), { id, [field]: value });
  }),
);

export const updating = area('updating', [
  ...changes,
  behaviour(
    'moves to requires_confirmation when a method is given',
    { evidence: 'documented', source: UPDATE },
    async (stripe) => {
      const { id } = await open(stripe);
      shows(await stripe.paymentIntents.update(id, { payment_method: 'pm_card_visa' }), {
        status: 'requires_confirmation',
      });
    },
  ),
  behaviour('refuses a new amount while capturable', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await plainHold(stripe);
    await refused(stripe.paymentIntents.update(id, { amount: 5000 }), {
      code: 'payment_intent_unexpected_state',
      param: 'amount',
      message:
        "This PaymentIntent's amount could not be updated because it has a status of requires_capture. You may only " +
        'update the amount of a PaymentIntent with one of the following statuses: requires_payment_method, ' +
        'requires_confirmation, requires_action.',
    });
  }),
  behaviour(
    'takes a description and metadata while capturable',
    { evidence: 'documented', source: UPDATE },
    async (stripe) => {
      const { id } = await plainHold(stripe);
      const updated = await stripe.paymentIntents.update(id, { description: 'late', metadata: { late: 'yes' } });
      shows(updated, { status: 'requires_capture', description: 'late', metadata: { late: 'yes' } });
    },
  ),
  behaviour(
    'unsets the receipt address with an empty string',
    { evidence: 'documented', source: UPDATE },
    async (stripe) => {
      const { id } = await open(stripe, { receipt_email: 'jenny@example.com' });
      equal((await stripe.paymentIntents.update(id, { receipt_email: '' })).receipt_email, null);
    },
  ),
  behaviour(
    'unsets the shipping address with an empty string',
    { evidence: 'documented', source: UPDATE },
    async (stripe) => {
      const { id } = await open(stripe, { shipping: { name: 'Jenny', address: { line1: '1 Main St' } } });
      equal((await stripe.paymentIntents.update(id, { shipping: '' })).shipping, null);
    },
  ),
  behaviour('refuses an unknown PaymentIntent', { evidence: 'recorded', source: AAT }, async (stripe) => {
    await refused(stripe.paymentIntents.update('pi_none', { amount: 1000 }), {
      status: 404,
      code: 'resource_missing',
      param: 'intent',
      message: "No such payment_intent: 'pi_none'",
    });
  }),
]);
