import { randomUUID } from 'node:crypto';
import { openDisputesAtStripe } from '../../../test/setup/desks/disputes-at-stripe';
import type { DisputeEvidence } from '../../domain/disputes/dispute-evidence';
import type { DisputeReading, StageEvidenceRequest } from '../../domain/provider/dispute-gateway';
import { evidenceKey } from '../../domain/provider/idempotency-key';
import { failing, json, openScriptedStripe } from '../testing/scripted-stripe';
import { shipmentOf, StripeShop } from '../testing/stripe-shop';

const evidence: DisputeEvidence = [
  { field: 'shipping_carrier', content: 'UPS' },
  { field: 'uncategorized_text', content: 'Order 1042\nParcel A' },
];

function request(disputeId: string): StageEvidenceRequest {
  return { disputeId, idempotencyKey: evidenceKey(disputeId, 1), evidence };
}

describe('disputes at the emulator', () => {
  const shop = new StripeShop();
  const bank = openDisputesAtStripe(shop.stripe);

  async function disputed(paymentMethod = 'pm_card_createDispute'): Promise<DisputeReading> {
    const hold = await shop.authorized({ paymentMethod, idempotencyKey: randomUUID() });
    await shop.gateway.capture(shipmentOf(hold, 'A', { idempotencyKey: `capture ${hold.paymentIntentId}` }));
    const [dispute] = await bank.list(hold.paymentIntentId);
    return shop.gateway.readDispute(dispute?.id ?? '');
  }

  test('a dispute is read with the money that it took', async () => {
    expect(await disputed()).toMatchObject({
      disputeId: expect.stringMatching(/^du_/) as string,
      chargeId: expect.stringMatching(/^ch_/) as string,
      paymentIntentId: expect.stringMatching(/^pi_/) as string,
      status: 'needs_response',
      amount: { amount: 2300, currency: 'usd' },
      ...{ reason: 'fraudulent', networkReasonCode: '10.4' },
      evidenceDueBy: expect.stringMatching(/T23:59:59.000Z$/) as string,
      evidence: { kind: 'none', submissions: 0, fields: [] },
      movements: [
        {
          balanceTransactionId: expect.stringMatching(/^txn_/) as string,
          amount: { amount: -2300, currency: 'usd' },
          fee: { amount: 1500, currency: 'usd' },
          exchangeRate: null,
        },
      ],
    });
  });

  test('an inquiry took nothing', async () => {
    expect(await disputed('pm_card_createDisputeInquiry')).toMatchObject({
      ...{ status: 'warning_needs_response', movements: [] },
    });
  });

  test('evidence is staged and not submitted, and the same twice is once', async () => {
    const { disputeId } = await disputed();
    const answer = await shop.gateway.stageEvidence(request(disputeId));
    expect(answer).toMatchObject({
      kind: 'staged',
      dispute: { status: 'needs_response', evidence: { kind: 'present', submissions: 0, fields: evidence } },
    });
    await expect(shop.gateway.stageEvidence(request(disputeId))).resolves.toEqual(answer);
    await expect(shop.gateway.readDispute(disputeId)).resolves.toEqual(answer.dispute);
  });

  test('a dispute that is over takes none, and says what it is', async () => {
    const { disputeId } = await disputed();
    await bank.close(disputeId);
    await expect(shop.gateway.stageEvidence(request(disputeId))).resolves.toMatchObject({
      kind: 'too_late',
      dispute: { status: 'lost' },
    });
  });

  test('what is won comes back, after what was taken', async () => {
    const { disputeId } = await disputed();
    await bank.submit(disputeId, 'winning');
    await shop.advance(3600);
    await expect(shop.gateway.readDispute(disputeId)).resolves.toMatchObject({
      status: 'won',
      evidence: { kind: 'present', submissions: 1 },
      movements: [{ amount: { amount: -2300 } }, { amount: { amount: 2300 }, fee: { amount: 0 } }],
    });
  });

  test('a dispute that is not there is our mistake', async () => {
    await expect(shop.gateway.readDispute('du_none')).rejects.toMatchObject({ name: 'ProviderMisuse' });
  });
});

describe('what no emulator answers', () => {
  const stripe = openScriptedStripe();

  const moved = { id: 'txn_1', type: 'adjustment', created: 1_795_363_748, currency: 'usd', exchange_rate: 1.085 };
  const details = { due_by: 1_796_169_599, has_evidence: false, submission_count: 0 };
  const dispute = {
    ...{ id: 'dp_1', object: 'dispute', amount: 2300, currency: 'eur', charge: { id: 'ch_1' }, payment_intent: null },
    ...{ created: 1_795_363_748, status: 'needs_response', reason: 'general', evidence: { receipt: 'file_1' } },
    evidence_details: details,
    balance_transactions: [{ ...moved, amount: -2496, fee: 1500, net: -3996 }],
  };

  test('a fee that comes back, an exchange rate, a code that only the card tells', async () => {
    const back = { ...moved, id: 'txn_2', amount: 2496, fee: -1500, net: 3996 };
    stripe.get = json(200, {
      ...dispute,
      balance_transactions: [back, ...dispute.balance_transactions],
      payment_method_details: { type: 'card', card: { network_reason_code: '4855' } },
    });
    await expect(stripe.gateway.readDispute('dp_1')).resolves.toMatchObject({
      ...{ chargeId: 'ch_1', paymentIntentId: null, networkReasonCode: '4855' },
      movements: [
        { balanceTransactionId: 'txn_1', amount: { amount: -2496, currency: 'usd' }, exchangeRate: '1.085' },
        { balanceTransactionId: 'txn_2', fee: { amount: -1500, currency: 'usd' } },
      ],
    });
  });

  test.each([0, null])('due by %p: the bank takes no answer', async (dueBy) => {
    stripe.get = json(200, { ...dispute, evidence_details: { ...details, due_by: dueBy } });
    await expect(stripe.gateway.readDispute('dp_1')).resolves.toMatchObject({ evidenceDueBy: null });
  });

  test.each([{ amount: 1.5 }, { balance_transactions: [{ id: 'txn_1' }] }, { balance_transactions: undefined }])(
    'an answer with %j is not made up',
    async (given) => {
      stripe.get = json(200, { ...dispute, ...given });
      await expect(stripe.gateway.readDispute('dp_1')).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    },
  );

  test('a refusal of a dispute that could be answered is our mistake', async () => {
    stripe.get = json(200, dispute);
    stripe.post = failing(400, { param: 'evidence[shipping_carrier]' });
    await expect(stripe.gateway.stageEvidence(request('dp_1'))).rejects.toMatchObject({ name: 'ProviderMisuse' });
  });
});
