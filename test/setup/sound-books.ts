import type { Holdfast } from './holdfast';

/** Books that balance, and agree with Stripe: what must hold for every order whenever it is quiet. */
export async function expectSoundBooks({ reader, stripe }: Holdfast, orderId: string): Promise<void> {
  const record = await reader.findOrder(orderId);
  if (record === undefined) throw new Error(`order ${orderId} is not recorded`);
  const { amounts, authorization, holds } = record;
  expect(amounts.total).toBe(amounts.captured + amounts.held + amounts.released + amounts.lost);
  const { balances } = await reader.readLedger(orderId);
  const balance = (account: string): number => balances.find((each) => each.account === account)?.balance.amount ?? 0;
  const intents = await stripe.paymentIntents();
  const ids = new Set([authorization?.paymentIntentId, ...holds.map(({ paymentIntentId }) => paymentIntentId)]);
  const own = intents.filter(({ id }) => ids.has(id));
  const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
  const received = sum(own.map(({ amount_received }) => amount_received));
  const capturable = sum(own.map(({ amount_capturable }) => amount_capturable));
  expect([balance('sales'), balance('card_holds')]).toEqual([received, capturable]);
  for (const { amount, held, captured, released, lost } of holds)
    expect(held + captured + released + lost).toBe(amount);
}
