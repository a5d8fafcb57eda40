import type Stripe from 'stripe';
import { area, behaviour, docs, SEAHAVEN } from '../behaviour';
import type { Basis, World } from '../behaviour';
import { equal, eventually, idOf, refused, shows } from '../expectations';
import { chargeOf, paid, plainHold } from '../holds';

const TESTING = docs('testing#disputes');
const API = docs('api/disputes');
const DOCUMENTED: Basis = { evidence: 'documented', source: TESTING };

async function disputeOf(stripe: Stripe, { wait }: World, intent: Stripe.PaymentIntent): Promise<Stripe.Dispute> {
  return eventually('a dispute', async () => (await stripe.disputes.list({ payment_intent: intent.id })).data[0], wait);
}
async function disputed(
  stripe: Stripe,
  world: World,
  payment_method = 'pm_card_createDispute',
): Promise<Stripe.Dispute> {
  return disputeOf(stripe, world, await paid(stripe, { payment_method }));
}
async function decided(stripe: Stripe, { wait }: World, id: string, status: string): Promise<Stripe.Dispute> {
  return eventually(
    `a dispute that is ${status}`,
    async () => {
      const dispute = await stripe.disputes.retrieve(id);
      return dispute.status === status ? dispute : undefined;
    },
    wait,
  );
}

const cards = (
  [
    ['pm_card_createDispute', 'fraudulent', 'needs_response'],
    ['pm_card_createDisputeProductNotReceived', 'product_not_received', 'needs_response'],
    ['pm_card_createDisputeInquiry', 'fraudulent', 'warning_needs_response'],
    ['pm_card_createCe3EligibleDispute', 'fraudulent', 'needs_response'],
    ['pm_card_createComplianceDispute', 'noncompliant', 'needs_response'],
  ] as const
).map(([card, reason, status]) =>
  behaviour(`come with ${card} as ${reason}, ${status}`, DOCUMENTED, async (stripe, world) => {
    shows(await disputed(stripe, world, card), { object: 'dispute', amount: 4600, currency: 'usd', reason, status });
  }),
);

const ended = (['won', 'lost'] as const).map((status) =>
  behaviour(
    `are ${status} by the evidence for it`,
    { evidence: 'documented', source: docs('testing#evidence') },
    async (stripe, world) => {
      const { id } = await disputed(stripe, world);
      const evidence = { uncategorized_text: status === 'won' ? 'winning_evidence' : 'losing_evidence' };
      await stripe.disputes.update(id, { evidence, submit: true });
      await decided(stripe, world, id, status);
    },
  ),
);

const RECORDED: Basis = {
  evidence: 'recorded',
  source: 'https://docs.stripe.com/testing#disputes (probed in test mode by others: two disputes at once)',
};

const ofNetworks = [
  behaviour('come twice with pm_card_createMultipleDisputes', RECORDED, async (stripe, { wait }) => {
    const { id, latest_charge } = await paid(stripe, { payment_method: 'pm_card_createMultipleDisputes' });
    const two = await eventually(
      'two disputes',
      async () => {
        const { data } = await stripe.disputes.list({ payment_intent: id });
        return data.length === 2 ? data : undefined;
      },
      wait,
    );
    equal(new Set(two.map((dispute) => idOf(dispute.charge))), new Set([idOf(latest_charge)]));
    shows(two, [{ status: 'needs_response' }, { status: 'needs_response' }]);
  }),
  behaviour(
    'may be eligible for Visa Compelling Evidence 3.0',
    { evidence: 'documented', source: docs('disputes/api/visa-ce3') },
    async (stripe, world) => {
      shows(await disputed(stripe, world, 'pm_card_createCe3EligibleDispute'), {
        enhanced_eligibility_types: ['visa_compelling_evidence_3'],
        evidence_details: { enhanced_eligibility: { visa_compelling_evidence_3: { status: 'requires_action' } } },
        network_reason_code: '10.4',
      });
    },
  ),
  behaviour(
    'may be about compliance with the rules of Visa',
    { evidence: 'documented', source: docs('disputes/api/visa-compliance') },
    async (stripe, world) => {
      shows(await disputed(stripe, world, 'pm_card_createComplianceDispute'), {
        enhanced_eligibility_types: ['visa_compliance'],
        evidence_details: { enhanced_eligibility: { visa_compliance: { status: 'requires_fee_acknowledgement' } } },
        payment_method_details: { card: { case_type: 'compliance' } },
      });
    },
  ),
];

export const disputes = area('disputes', [
  ...cards,
  ...ofNetworks,
  ...ended,
  behaviour(
    'mark the charge',
    { evidence: 'documented', source: docs('api/charges/object') },
    async (stripe, world) => {
      const intent = await paid(stripe, { payment_method: 'pm_card_createDispute' });
      await disputeOf(stripe, world, intent);
      shows(await chargeOf(stripe, intent), { disputed: true });
    },
  ),
  behaviour(
    'name the charge and the PaymentIntent',
    { evidence: 'documented', source: docs('api/disputes/object') },
    async (stripe, world) => {
      const intent = await paid(stripe, { payment_method: 'pm_card_createDispute' });
      shows(await disputeOf(stripe, world, intent), { charge: idOf(intent.latest_charge), payment_intent: intent.id });
    },
  ),
  behaviour(
    'take the money away',
    { evidence: 'documented', source: docs('api/disputes/object') },
    async (stripe, world) => {
      shows((await disputed(stripe, world)).balance_transactions[0], { amount: -4600 });
    },
  ),
  behaviour(
    'that are inquiries leave the money',
    { evidence: 'documented', source: docs('disputes/how-disputes-work#inquiries') },
    async (stripe, world) => {
      const inquiry = await disputed(stripe, world, 'pm_card_createDisputeInquiry');
      shows(inquiry, { balance_transactions: [], is_charge_refundable: true });
    },
  ),
  behaviour(
    'give a time to answer',
    { evidence: 'documented', source: docs('api/disputes/object') },
    async (stripe, world) => {
      const { created, evidence_details } = await disputed(stripe, world);
      equal((evidence_details.due_by ?? 0) > created, true);
      shows(evidence_details, { has_evidence: false, past_due: false, submission_count: 0 });
    },
  ),
  behaviour(
    'come at the capture, not at the hold',
    { evidence: 'recorded', source: SEAHAVEN, needs: ['clock'] },
    async (stripe, world) => {
      const intent = await plainHold(stripe, { payment_method: 'pm_card_createDispute' });
      await world.wait();
      equal((await stripe.disputes.list({ payment_intent: intent.id })).data, []);
      await stripe.paymentIntents.capture(intent.id);
      await disputeOf(stripe, world, intent);
    },
  ),
  behaviour(
    'tell by charge.dispute.created and funds_withdrawn',
    { evidence: 'recorded', source: SEAHAVEN, needs: ['clock'] },
    async (stripe, world) => {
      await disputed(stripe, world);
      const types = (await stripe.events.list({ type: 'charge.dispute.*' })).data.map(({ type }) => type).reverse();
      equal(types, ['charge.dispute.created', 'charge.dispute.funds_withdrawn']);
    },
  ),
  behaviour(
    'can be given up',
    { evidence: 'documented', source: docs('api/disputes/close') },
    async (stripe, world) => {
      const { id } = await disputed(stripe, world);
      shows(await stripe.disputes.close(id), { id, status: 'lost' });
    },
  ),
  behaviour(
    'cannot be given up twice',
    { evidence: 'documented', source: docs('api/disputes/close') },
    async (stripe, world) => {
      const { id } = await disputed(stripe, world);
      await stripe.disputes.close(id);
      await refused(stripe.disputes.close(id), { status: 400 });
    },
  ),
  behaviour(
    'keep evidence that is not submitted yet',
    { evidence: 'documented', source: docs('api/disputes/update') },
    async (stripe, world) => {
      const { id } = await disputed(stripe, world);
      const staged = await stripe.disputes.update(id, { evidence: { product_description: 'A thing' }, submit: false });
      shows(staged, {
        status: 'needs_response',
        evidence: { product_description: 'A thing' },
        evidence_details: { has_evidence: true, submission_count: 0 },
      });
    },
  ),
  behaviour(
    'go to the bank with their evidence',
    { evidence: 'documented', source: docs('api/disputes/update') },
    async (stripe, world) => {
      const { id } = await disputed(stripe, world);
      const sent = await stripe.disputes.update(id, { evidence: { product_description: 'A thing' }, submit: true });
      shows(sent, { status: 'under_review', evidence_details: { submission_count: 1 } });
    },
  ),
  behaviour(
    'bring the money back when they are won',
    { evidence: 'documented', source: docs('disputes/how-disputes-work'), needs: ['clock'] },
    async (stripe, world) => {
      const { id } = await disputed(stripe, world);
      await stripe.disputes.update(id, { evidence: { uncategorized_text: 'winning_evidence' }, submit: true });
      const { balance_transactions } = await decided(stripe, world, id, 'won');
      equal(
        balance_transactions.map(({ amount }) => amount),
        [-4600, 4600],
      );
      const types = (await stripe.events.list({ type: 'charge.dispute.*' })).data.map(({ type }) => type);
      equal(types.slice(0, 2).toSorted(), ['charge.dispute.closed', 'charge.dispute.funds_reinstated']);
    },
  ),
  behaviour(
    'stand in the way of a refund',
    { evidence: 'documented', source: docs('error-codes#charge-disputed') },
    async (stripe, world) => {
      const intent = await paid(stripe, { payment_method: 'pm_card_createDispute' });
      await disputeOf(stripe, world, intent);
      await refused(stripe.refunds.create({ payment_intent: intent.id }), { code: 'charge_disputed' });
    },
  ),
  behaviour('take metadata', { evidence: 'documented', source: docs('api/disputes/update') }, async (stripe, world) => {
    const { id } = await disputed(stripe, world);
    shows(await stripe.disputes.update(id, { metadata: { a: '1' } }), {
      metadata: { a: '1' },
      status: 'needs_response',
    });
  }),
  behaviour('are unknown when they are unknown', { evidence: 'documented', source: API }, async (stripe) => {
    await refused(stripe.disputes.retrieve('dp_none'), { status: 404, code: 'resource_missing' });
  }),
  behaviour(
    'keep the laws of the emulator',
    { evidence: 'assumed', source: 'the invariants of the emulator', needs: ['checks'] },
    async (stripe, world) => {
      await disputed(stripe, world);
      equal(await world.control.violations(), []);
    },
  ),
]);
