import type { TestStripe } from '../emulator';

/** Sells something that is none of our orders, so that the platform has money that it can send on at once. */
export async function addFunds({ url, apiKey }: TestStripe, amount: number): Promise<void> {
  const answer = await fetch(`${url}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}` },
    body: new URLSearchParams({
      ...{ amount: amount.toString(), currency: 'usd', confirm: 'true', payment_method: 'pm_card_bypassPending' },
      return_url: 'https://shop.example/return',
    }),
    signal: AbortSignal.timeout(20_000),
  });
  if (!answer.ok) throw new Error(`the sale answered ${answer.status.toString()}: ${await answer.text()}`);
}
