import type { ReversalRequest } from '../../domain/provider/connect-gateway';
import { reversalKey } from '../../domain/provider/idempotency-key';
import { money } from '../../domain/money/money';
import { failing, json, openScriptedStripe } from '../testing/scripted-stripe';
import { shipmentOf, openStripeShop } from '../testing/stripe-shop';

const ref = { orderId: '1042', refundId: 'R1', part: 1, reversal: 1 };
const both = ['transfer', 'application_fee'] as const;

function reversal(stripeId: string, given: Partial<ReversalRequest> = {}): ReversalRequest {
  const kind = stripeId.startsWith('tr_') ? 'transfer' : 'application_fee';
  const idempotencyKey = reversalKey('1042', 'R1', 1, kind === 'transfer' ? 1 : 2, 1);
  return { ref, idempotencyKey, kind, stripeId, amount: money(100, 'usd'), ...given };
}

describe('Connect at the emulator', () => {
  const shop = openStripeShop();

  /** Two captures of a hold for a seller, each with a fee of its own, settled. */
  async function settled(): Promise<string> {
    const split = { kind: 'application_fee', amount: 461 } as const;
    const hold = await shop.authorized({ connect: { destination: 'acct_1Seller', onBehalfOf: true, split } });
    await shop.gateway.capture(shipmentOf(hold, 'A', { connect: { kind: 'application_fee', amount: 231 } }));
    await shop.gateway.capture(shipmentOf(hold, 'B', { connect: { kind: 'application_fee', amount: 230 } }));
    await shop.advance(60);
    return hold.charge?.chargeId ?? '';
  }

  test('transfers and fees of a charge are read oldest first, and only those that are looked for', async () => {
    const chargeId = await settled();
    const shares = await shop.gateway.readShares({ orderId: '1042', chargeId, kinds: both });
    expect(shares.map(({ kind, amount }) => [kind, amount.amount, amount.currency])).toEqual([
      ['transfer', 2300, 'usd'],
      ['transfer', 2300, 'usd'],
      ['application_fee', 231, 'usd'],
      ['application_fee', 230, 'usd'],
    ]);
    expect(new Set(shares.map(({ balanceTransactionId }) => balanceTransactionId)).size).toBe(4);
    const transfers = await shop.gateway.readShares({ orderId: '1042', chargeId, kinds: ['transfer'] });
    expect(transfers).toEqual(shares.slice(0, 2));
    expect(await shop.gateway.readShares({ orderId: '1042', chargeId: 'ch_other', kinds: ['transfer'] })).toEqual([]);
  });

  test.each(both)('what of a %s goes back says whose it is, and is found by that', async (kind) => {
    const chargeId = await settled();
    const shares = await shop.gateway.readShares({ orderId: '1042', chargeId, kinds: both });
    const { stripeId = '' } = shares.find((share) => share.kind === kind) ?? {};
    const asked = reversal(stripeId);
    expect(await shop.gateway.findReversal(asked)).toBeUndefined();
    const answer = await shop.gateway.reverseShare(asked);
    const prefix = kind === 'transfer' ? /^trr_/ : /^fr_/;
    expect(answer).toMatchObject({ kind: 'answered', reversal: { amount: 100 } });
    const made = answer.kind === 'answered' ? answer.reversal : undefined;
    expect(made?.stripeReversalId).toMatch(prefix);
    expect(await shop.gateway.findReversal(asked)).toEqual(made);
    expect(await shop.gateway.findReversal({ ...asked, ref: { ...ref, reversal: 2 } })).toBeUndefined();
    expect(await shop.gateway.reverseShare(asked)).toEqual(answer);
    const tooMuch = reversal(stripeId, { idempotencyKey: 'more', amount: money(2300, 'usd') });
    expect(await shop.gateway.reverseShare(tooMuch)).toEqual({ kind: 'refused', code: 'not_reversible' });
  });
});

describe('what no emulator answers', () => {
  const stripe = openScriptedStripe();

  const list = (...data: object[]): object => ({ object: 'list', data, has_more: false });
  const transfer = {
    ...{ id: 'tr_1', amount: 2300, currency: 'usd', source_transaction: 'ch_1' },
    ...{ destination_payment: 'py_1', balance_transaction: 'txn_1' },
  };
  const fee = { id: 'fee_1', amount: 230, currency: 'usd', charge: 'py_1', originating_transaction: 'ch_1' };

  function answering(...answers: object[]): void {
    stripe.get = (response) => {
      json(200, answers.shift() ?? list())(response);
    };
  }

  test('a fee that is listed by the payment at the destination alone is found', async () => {
    answering(list(transfer), list(), list(fee));
    const shares = await stripe.gateway.readShares({ orderId: '1042', chargeId: 'ch_1', kinds: both });
    expect(shares.map(({ stripeId }) => stripeId)).toEqual(['tr_1', 'fee_1']);
  });

  test('what is of another charge is none of ours', async () => {
    const others = [
      { ...transfer, source_transaction: null },
      { ...transfer, id: 'tr_2', source_transaction: 'ch_2' },
    ];
    answering(list(...others), list({ ...fee, originating_transaction: 'ch_2' }));
    expect(await stripe.gateway.readShares({ orderId: '1042', chargeId: 'ch_1', kinds: both })).toEqual([]);
  });

  test.each([{ amount: 0 }, { id: '' }, { currency: null }])('a transfer with %j is not made up', async (given) => {
    answering(list({ ...transfer, ...given }));
    const request = { orderId: '1042', chargeId: 'ch_1', kinds: both };
    await expect(stripe.gateway.readShares(request)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  });

  test.each([{ code: 'balance_insufficient' }, { code: 'insufficient_funds' }])('%j is a refusal', async (error) => {
    stripe.post = failing(400, error);
    expect(await stripe.gateway.reverseShare(reversal('tr_1'))).toEqual({ kind: 'refused', ...error });
  });

  test.each([{ code: 'parameter_unknown' }, { code: 'resource_missing' }])('%j is our mistake', async (error) => {
    stripe.post = failing(400, error);
    await expect(stripe.gateway.reverseShare(reversal('tr_1'))).rejects.toMatchObject({ name: 'ProviderMisuse' });
  });
});
