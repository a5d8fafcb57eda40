import { openDisputesAtStripe } from './disputes-at-stripe';
import type { Holdfast } from './holdfast';
import { expectSoundShares } from './sound-shares';

/** Books that balance, and agree with Stripe: what must hold for every order whenever it is quiet. */
export async function expectSoundBooks({ reader, stripe }: Holdfast, orderId: string): Promise<void> {
  const record = await reader.findOrder(orderId);
  if (record === undefined) throw new Error(`order ${orderId} is not recorded`);
  const { amounts, authorization } = record;
  const { total, raised = 0, captured, held, released, lost } = amounts;
  expect(total + raised).toBe(captured + held + released + lost);
  const { balances } = await reader.readLedger(orderId);
  const balance = (account: string): number => balances.find((each) => each.account === account)?.balance.amount ?? 0;
  const intents = await stripe.paymentIntents();
  const intent = intents.find(({ id }) => id === authorization?.paymentIntentId);
  expect([balance('sales'), balance('card_holds')]).toEqual([intent?.amount_received, intent?.amount_capturable]);
  const disputes = await openDisputesAtStripe(stripe).list(authorization?.paymentIntentId ?? 'none');
  expect(balance('disputes')).toBe(disputes.reduce((sum, { withdrawn }) => sum + withdrawn, 0));
  await expectSoundShares({ reader, stripe }, orderId);
}
