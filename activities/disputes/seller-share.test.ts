import type { ConnectTerms } from '../../libs/domain/orders/connect-terms';
import { killedAfter, killedBefore } from '../../test/setup/killed-worker';
import { ConnectDesk } from '../../test/setup/desks/connect-desk';
import { DisputeDesk } from '../../test/setup/desks/dispute-desk';
import { addFunds } from '../../test/setup/desks/funds-at-stripe';
import { refundCommand } from '../../test/setup/desks/refund-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { newOrder } from '../../test/examples/orders';

const place = openShopDatabase();

const DAY = 24 * 60 * 60;
const REVERSALS = '/v1/transfers/*/reversals';
const TRANSFERS = '/v1/transfers';
const FEE = { applicationFeeAmount: 460 };

interface Disputed {
  readonly desk: ConnectDesk;
  readonly dispute: DisputeDesk;
}

/** Both lines of the example shipped, settled and sent on; the first is disputed. */
async function disputed(terms: Partial<ConnectTerms> = FEE, card = 'pm_card_createDispute'): Promise<Disputed> {
  const payment = { ...newOrder().payment, paymentMethod: card };
  const desk = new ConnectDesk(place, terms, { payment });
  await addFunds(desk.shop.stripe, 10_000);
  await desk.shipAndSettle();
  return { desk, dispute: await DisputeDesk.of(place, desk.shop, await desk.shop.paymentIntentId()) };
}

/** The bank gives everything back. */
async function win({ desk, dispute }: Disputed): Promise<void> {
  await dispute.stripe.submit(dispute.disputeId, 'winning');
  await desk.shop.pass(60);
}

test('what a bank takes of a seller’s sale is taken back from the seller, less the fee', async () => {
  const { desk, dispute } = await disputed();
  expect(await dispute.look()).toMatchObject({ sellerShare: 'due' });
  expect(await dispute.shares()).toEqual(['taken_back 2070 requested']);
  expect(await dispute.share()).not.toHaveProperty('sellerShare');
  expect(await dispute.shares()).toEqual(['taken_back 2070 done']);
  expect((await desk.shop.record()).connect?.transfersReversed).toEqual([{ amount: 2070, currency: 'usd' }]);
  expect(await desk.shop.timeline()).toContain('transfer_reversed');
  expect(await dispute.look()).not.toHaveProperty('sellerShare');
  expect(await desk.attention()).toEqual(['dispute_opened']);
  await desk.expectSound();
});

test('a dispute that is won sends the seller the same again, by a transfer of its own', async () => {
  const won = await disputed();
  const { desk, dispute } = won;
  await dispute.look();
  await dispute.share();
  await win(won);
  await desk.shop.pass(10 * DAY);
  expect(await dispute.look()).toMatchObject({ status: 'won', sellerShare: 'due' });
  await dispute.share();
  expect(await dispute.shares()).toEqual(['taken_back 2070 done', 'given_again 2070 done']);
  expect((await dispute.record()).transfers[1]?.stripeId).toMatch(/^tr_/);
  expect((await desk.shop.record()).connect).toMatchObject({
    transferred: [{ amount: 6670 }],
    transfersReversed: [{ amount: 2070 }],
  });
  expect(await dispute.balance('connect_transfers')).toEqual(['4600 usd']);
  await desk.expectSound();
});

test('after a dispute that was won a refund takes from both transfers what its units are worth', async () => {
  const won = await disputed();
  const { desk, dispute } = won;
  await dispute.look();
  await dispute.share();
  await win(won);
  await desk.shop.pass(10 * DAY);
  await dispute.look();
  await dispute.share();
  for (const [refundId, shipmentId] of Object.entries({ r: 'A', s: 'B' })) {
    expect(await desk.request(refundCommand(refundId, { shipmentId }))).toMatchObject({ status: 'succeeded' });
  }
  const { connect } = await desk.shop.record();
  expect(connect?.transfersReversed).toEqual(connect?.transferred);
  expect(connect?.applicationFeesRefunded).toEqual(connect?.applicationFees);
  expect(await desk.attention()).toEqual([]);
  await desk.expectSound();
});

test('a dispute of what is all the shop’s own moves nothing', async () => {
  const dispute = await DisputeDesk.open(place);
  expect(await dispute.look()).not.toHaveProperty('sellerShare');
  expect([await dispute.shares(), await dispute.attention()]).toEqual([[], ['dispute_opened']]);
});

test('a platform that kept everything has nothing to take back', async () => {
  const { dispute } = await disputed({ transferAmount: 0 });
  expect(await dispute.look()).not.toHaveProperty('sellerShare');
  expect(await dispute.shares()).toEqual([]);
});

test('an inquiry takes nothing of the seller until it is a dispute', async () => {
  const { desk, dispute } = await disputed({}, 'pm_card_createDisputeInquiry');
  await dispute.look();
  expect(await dispute.shares()).toEqual([]);
  await dispute.stripe.submit(dispute.disputeId, 'escalate_inquiry');
  await desk.shop.pass(60);
  await dispute.look();
  await dispute.share();
  expect(await dispute.shares()).toEqual(['taken_back 2300 done']);
  await desk.expectSound();
});

test('two disputes of one charge take back what is the seller’s of each', async () => {
  const { desk, dispute } = await disputed(FEE, 'pm_card_createMultipleDisputes');
  const all = await dispute.stripe.list(await desk.shop.paymentIntentId());
  for (const { id } of all) {
    const each = dispute.other(id);
    await each.look();
    await each.share();
  }
  expect((await desk.shop.record()).connect?.transfersReversed).toEqual([{ amount: 2070, currency: 'usd' }]);
  await desk.expectSound();
});

test('a dispute before anything was sent on takes it back once it was', async () => {
  const payment = { ...newOrder().payment, paymentMethod: 'pm_card_createDispute' };
  const desk = new ConnectDesk(place, FEE, { payment });
  await desk.shipBoth();
  const dispute = await DisputeDesk.of(place, desk.shop, await desk.shop.paymentIntentId());
  await dispute.look();
  expect(await dispute.share()).toMatchObject({ nextReadAt: expect.stringMatching(/Z$/) as string });
  expect(await dispute.shares()).toEqual(['taken_back 2070 requested']);
  await desk.shop.pass(2 * 60);
  await dispute.share();
  expect(await dispute.shares()).toEqual(['taken_back 2070 done']);
  await desk.settle();
  await desk.expectSound();
});

test('what the bank gave back before anything was asked of the seller is not asked for', async () => {
  const won = await disputed();
  const { desk, dispute } = won;
  await dispute.look();
  await win(won);
  await dispute.look();
  await dispute.share();
  expect(await dispute.shares()).toEqual(['taken_back 2070 dropped']);
  expect(await dispute.share()).not.toHaveProperty('sellerShare');
  expect(await desk.shop.requests(REVERSALS)).toBe(0);
  await desk.expectSound();
});

test('a seller who has too little calls for a person, and gets nothing again that was not taken', async () => {
  const won = await disputed();
  const { desk, dispute } = won;
  await desk.stripe.account({ connected_balance: 'short' });
  await dispute.look();
  await dispute.share();
  expect(await dispute.shares()).toEqual(['taken_back 2070 refused']);
  const alerts = (await desk.shop.record()).attention.filter(({ code }) => code === 'transfer_reversal_failed');
  expect(alerts.map(({ message }) => message)).toEqual([
    expect.stringContaining(
      '20.70 USD that the connected account has of it was not returned: the balance of the connected account is',
    ),
  ]);
  await win(won);
  await dispute.look();
  await dispute.share();
  expect(await dispute.shares()).toEqual(['taken_back 2070 refused']);
  await desk.expectSound();
});

test.each([
  { code: 'balance_insufficient', words: 'the balance at Stripe is too low: add funds to it' },
  { code: 'insufficient_capabilities_for_transfer', words: 'the connected account may not receive transfers now' },
])('$code keeps the share from being sent again, and says so, until it works', async ({ code, words }) => {
  const won = await disputed();
  const { desk, dispute } = won;
  await dispute.look();
  await dispute.share();
  await win(won);
  await dispute.look();
  const refusal = { kind: 'error', status: 400, type: 'invalid_request_error', message: 'no', stored: true };
  await desk.stripe.fault({ method: 'POST', path: TRANSFERS, nth: 1, times: 1 }, { ...refusal, code });
  await dispute.share();
  expect(await dispute.shares()).toEqual(['taken_back 2070 done', 'given_again 2070 requested']);
  const alerts = (await desk.shop.record()).attention.map((alert) => `${alert.code}: ${alert.message}`);
  expect(alerts).toEqual([expect.stringMatching(`^transfer_reversal_failed: .*${words}`)]);
  await desk.shop.pass(10 * DAY);
  await dispute.share();
  expect(await dispute.shares()).toEqual(['taken_back 2070 done', 'given_again 2070 done']);
  expect(await desk.attention()).toEqual([]);
  await desk.expectSound();
});

test('workers that die around each call move the share once, both ways', async () => {
  const won = await disputed();
  const { desk, dispute } = won;
  const { gateway } = desk.shop;
  await dispute.look();
  await expect(dispute.share(killedBefore(gateway, 'reverseShare'))).rejects.toThrow('before');
  await expect(dispute.share(killedAfter(gateway, 'reverseShare'))).rejects.toThrow('after');
  await dispute.share();
  await win(won);
  await desk.shop.pass(10 * DAY);
  await dispute.look();
  await expect(dispute.share(killedBefore(gateway, 'transfer'))).rejects.toThrow('before');
  await expect(dispute.share(killedAfter(gateway, 'transfer'))).rejects.toThrow('after');
  await dispute.share();
  expect(await dispute.shares()).toEqual(['taken_back 2070 done', 'given_again 2070 done']);
  expect([await desk.shop.requests(REVERSALS), await desk.shop.requests(TRANSFERS)]).toEqual([1, 1]);
  await desk.expectSound();
});
