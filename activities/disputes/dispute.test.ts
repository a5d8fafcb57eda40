import fc from 'fast-check';
import type { DisputeMovement, DisputeReading } from '../../libs/domain/provider/dispute-gateway';
import type { PaymentGateway } from '../../libs/domain/provider/payment-gateway';
import { DisputeDesk } from '../../test/setup/desks/dispute-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

const DAY = 24 * 3600;

const place = openShopDatabase();

/** A worker that sees what another one saw before. */
function showing(gateway: PaymentGateway, reading: DisputeReading): PaymentGateway {
  return { ...gateway, readDispute: () => Promise.resolve(reading) };
}

test('a dispute is opened: money, fee, timeline, and a call for a person with the time there is', async () => {
  const desk = await DisputeDesk.open(place);
  expect(await desk.look()).toMatchObject({
    ...{ kind: 'dispute_recorded', status: 'needs_response', amount: 2300, withdrawn: 2300, evidence: 'to_stage' },
  });
  const record = await desk.record();
  expect(record).toMatchObject({
    ...{ status: 'needs_response', reason: 'fraudulent', networkReasonCode: '10.4', amount: 2300, currency: 'usd' },
    ...{ withdrawn: 2300, reinstated: 0, fees: [{ amount: 1500, currency: 'usd' }], endedAt: null },
  });
  expect([await desk.balance('disputes'), await desk.balance('processing_fees')]).toEqual([['2300 usd'], ['1500 usd']]);
  expect(await desk.balance('stripe_balance')).toEqual(['-1500 usd']);
  expect(await desk.timeline()).toEqual(['dispute_opened', 'dispute_funds_withdrawn', 'attention_opened']);
  const [attention] = (await desk.shop.record()).attention;
  expect(attention?.code).toBe('dispute_opened');
  expect(attention?.message).toContain(`answer it at Stripe by ${record.evidenceDueBy ?? 'never'}`);
});

test('the same news many times, and at once, are one dispute', async () => {
  const desk = await DisputeDesk.open(place);
  await Promise.all([desk.look(), desk.look(), desk.look()]);
  await desk.look();
  expect(await desk.balance('disputes')).toEqual(['2300 usd']);
  expect(await desk.timeline()).toEqual(['dispute_opened', 'dispute_funds_withdrawn', 'attention_opened']);
  expect(await place.reader.listDisputes(desk.shop.orderId)).toHaveLength(1);
});

test('a look that was overtaken changes nothing', async () => {
  const desk = await DisputeDesk.open(place);
  const old = await desk.shop.gateway.readDispute(desk.disputeId);
  await desk.look();
  await desk.stripe.close(desk.disputeId);
  desk.shop.passHere(10);
  await desk.look();
  desk.shop.passHere(-5);
  expect(await desk.look(showing(desk.shop.gateway, old))).toMatchObject({ status: 'lost' });
  expect((await desk.record()).status).toBe('lost');
  expect(await desk.attention()).toEqual(['dispute_lost']);
});

test('won: the money comes back, the fee does not, and the call for a person ends', async () => {
  const desk = await DisputeDesk.open(place);
  await desk.look();
  await desk.stage();
  await desk.stripe.submit(desk.disputeId, 'winning');
  expect(await desk.look()).toMatchObject({ status: 'under_review', evidence: 'submitted' });
  expect(await desk.attention()).toEqual([]);
  await desk.shop.pass(DAY);
  expect(await desk.look()).toMatchObject({ status: 'won', withdrawn: 0, nextReadAt: null });
  expect(await desk.record()).toMatchObject({ withdrawn: 2300, reinstated: 2300, fees: [{ amount: 1500 }] });
  expect([await desk.balance('disputes'), await desk.balance('processing_fees')]).toEqual([['0 usd'], ['1500 usd']]);
  expect(await desk.timeline()).toEqual([
    ...['dispute_opened', 'dispute_funds_withdrawn', 'attention_opened', 'dispute_evidence_staged'],
    ...['dispute_under_review', 'attention_closed', 'dispute_funds_reinstated', 'dispute_won'],
  ]);
});

test('lost because nobody answered: the money stays away, and a person is told', async () => {
  const desk = await DisputeDesk.open(place);
  await desk.look();
  await desk.shop.pass(12 * DAY);
  expect(await desk.look()).toMatchObject({ status: 'lost', withdrawn: 2300, nextReadAt: null });
  expect(await desk.attention()).toEqual(['dispute_lost']);
  expect(await desk.balance('disputes')).toEqual(['2300 usd']);
});

test('all its events were lost: one look at the end finds out everything', async () => {
  const desk = await DisputeDesk.open(place);
  await desk.stripe.submit(desk.disputeId, 'winning');
  await desk.shop.pass(DAY);
  expect(await desk.look()).toMatchObject({ status: 'won', withdrawn: 0 });
  const { transactions } = await place.reader.readLedger(desk.shop.orderId);
  const kinds = transactions.map(({ kind }) => kind).filter((kind) => kind.startsWith('dispute'));
  expect(kinds).toEqual(['dispute_withdrawn', 'dispute_settled', 'dispute_reinstated']);
  expect(await desk.timeline()).toEqual([
    ...['dispute_opened', 'dispute_funds_withdrawn', 'dispute_funds_reinstated', 'dispute_won'],
  ]);
  expect(await desk.attention()).toEqual([]);
});

test('an inquiry takes no money; one that becomes a dispute calls again, with the new facts', async () => {
  const desk = await DisputeDesk.open(place, 'pm_card_createDisputeInquiry');
  expect(await desk.look()).toMatchObject({ status: 'warning_needs_response', withdrawn: 0, evidence: 'to_stage' });
  await desk.stage();
  expect([await desk.balance('disputes'), await desk.attention()]).toEqual([[], ['dispute_opened']]);
  await desk.stripe.submit(desk.disputeId, 'escalate_inquiry');
  expect(await desk.look()).toMatchObject({ status: 'warning_under_review' });
  expect(await desk.attention()).toEqual([]);
  await desk.shop.pass(DAY);
  expect(await desk.look()).toMatchObject({ status: 'needs_response', withdrawn: 2300 });
  expect([await desk.balance('disputes'), await desk.attention()]).toEqual([['2300 usd'], ['dispute_opened']]);
  expect((await desk.timeline()).slice(-3)).toEqual([
    ...['dispute_funds_withdrawn', 'dispute_reopened', 'attention_opened'],
  ]);
});

test('an inquiry that just ends', async () => {
  const desk = await DisputeDesk.open(place, 'pm_card_createDisputeInquiry');
  await desk.look();
  await desk.shop.pass(12 * DAY);
  expect(await desk.look()).toMatchObject({ status: 'warning_closed', nextReadAt: null });
  expect([await desk.balance('disputes'), await desk.attention()]).toEqual([[], []]);
});

test('another settlement currency: the dispute in its own, the fee and what arrived in the other', async () => {
  const desk = await DisputeDesk.open(place, 'pm_card_createDispute', { settlement_currency: 'eur' });
  await desk.look();
  await desk.stripe.submit(desk.disputeId, 'winning');
  await desk.shop.pass(DAY);
  await desk.look();
  expect(await desk.record()).toMatchObject({
    ...{ withdrawn: 2300, reinstated: 2300, currency: 'usd', fees: [{ amount: 1500, currency: 'eur' }] },
  });
  expect([await desk.balance('disputes'), await desk.balance('processing_fees')]).toEqual([['0 usd'], ['1500 eur']]);
  const rows = await place.database.selectFrom('dispute_movements').selectAll().execute();
  const own = rows.filter(({ dispute_id }) => dispute_id === desk.disputeId);
  expect(own.map(({ settlement_currency }) => settlement_currency)).toEqual(['eur', 'eur']);
  expect(own.every(({ exchange_rate }) => exchange_rate !== null)).toBe(true);
});

test('money of a won dispute that stays away is looked for a month, then opens an attention', async () => {
  const desk = await DisputeDesk.open(place);
  await desk.look();
  await desk.stripe.submit(desk.disputeId, 'winning');
  await desk.shop.pass(DAY);
  const reading = await desk.shop.gateway.readDispute(desk.disputeId);
  const unpaid = showing(desk.shop.gateway, { ...reading, movements: reading.movements.slice(0, 1) });
  expect(await desk.look(unpaid)).toMatchObject({ status: 'won', nextReadAt: expect.any(String) as string });
  desk.shop.passHere(31 * DAY);
  expect(await desk.look(unpaid)).toMatchObject({ status: 'won', nextReadAt: null });
  expect(await desk.attention()).toEqual(['amount_mismatch']);
});

test('a lost dispute that is won on appeal takes back its call', async () => {
  const desk = await DisputeDesk.open(place);
  await desk.look();
  const reading = await desk.shop.gateway.readDispute(desk.disputeId);
  for (const status of ['lost', 'appeal_needs_response', 'appeal_under_review'] as const) {
    await desk.look(showing(desk.shop.gateway, { ...reading, status }));
  }
  expect(await desk.attention()).toEqual([]);
  expect((await desk.timeline()).slice(-8)).toEqual([
    ...['dispute_lost', 'attention_closed', 'attention_opened'],
    ...['dispute_reopened', 'attention_opened', 'attention_closed'],
    ...['dispute_under_review', 'attention_closed'],
  ]);
});

test('a charge that is none of the order’s is not recorded as its', async () => {
  const [one, other] = [await DisputeDesk.open(place), await DisputeDesk.open(place)];
  await expect(one.look(other.shop.gateway)).rejects.toThrow();
  const unfamiliar = await other.shop.gateway.readDispute(other.disputeId);
  await expect(one.look(showing(one.shop.gateway, unfamiliar))).rejects.toThrow('is not a charge of order');
  expect(await place.reader.listDisputes(one.shop.orderId)).toEqual([]);
});

test('two disputes of an order: the call for one does not end with the other', async () => {
  const desk = await DisputeDesk.open(place);
  const reading = await desk.shop.gateway.readDispute(desk.disputeId);
  const other = { ...reading, disputeId: 'du_other', movements: [] };
  await desk.look();
  await desk.look(showing(desk.shop.gateway, other));
  await desk.look(showing(desk.shop.gateway, { ...reading, status: 'under_review' }));
  const { attention } = await desk.shop.record();
  expect(attention).toEqual([expect.objectContaining({ code: 'dispute_opened' })]);
  expect(attention[0]?.message).toContain('du_other');
  await desk.look(showing(desk.shop.gateway, { ...other, status: 'won' }));
  expect(await desk.attention()).toEqual([]);
});

test('whatever was seen of its movements, in which order and how often: each is booked once', async () => {
  const desk = await DisputeDesk.open(place);
  const reading = await desk.shop.gateway.readDispute(desk.disputeId);
  let disputes = 0;
  const amounts = fc.array(fc.integer({ min: -5_000, max: 5_000 }), { minLength: 1, maxLength: 4 });
  const looks = fc.array(fc.array(fc.nat(3), { maxLength: 4 }), { minLength: 1, maxLength: 5 });
  let expected = 0;
  await fc.assert(
    fc.asyncProperty(amounts, looks, async (moved, seen) => {
      const disputeId = `du_${(disputes += 1).toString()}`;
      const movements = moved.map((amount, index): DisputeMovement => ({
        balanceTransactionId: `txn_${disputeId}_${index.toString()}`,
        movedAt: reading.disputedAt,
        amount: { amount, currency: 'usd' },
        fee: { amount: 0, currency: 'usd' },
        exchangeRate: null,
      }));
      const known = new Set<DisputeMovement>();
      for (const indexes of seen) {
        const shown = movements.filter((_, index) => indexes.includes(index));
        shown.forEach((movement) => known.add(movement));
        await desk.look(showing(desk.shop.gateway, { ...reading, disputeId, movements: shown }));
      }
      expected -= [...known].reduce((sum, { amount }) => sum + amount.amount, 0);
      const [balance = '0 usd'] = await desk.balance('disputes');
      expect(balance).toBe(`${expected.toString()} usd`);
    }),
    { numRuns: 15 },
  );
});
