import { z } from 'zod';
import { NameTaken, type HoldSearch, type PaymentGateway } from '../../domain/provider/payment-gateway';
import type { PaymentIntentReading } from '../../domain/provider/payment-intent-reading';
import type { StripeAccount } from '../requests/account';
import { lenient, metadataOf, readAnswer, word } from '../requests/answer';
import { read } from '../requests/ask';
import { retrieveHold } from './holds';
import { isAuthorization, isTwinOf } from '../requests/metadata';
import { madeBetween, readPages } from '../requests/pages';

/**
 * Looks for holds whose request was never answered, where the request itself may not be made again. Never among all
 * that the account has: only in the time in which it can have arrived.
 */
export function createHoldSearch(account: StripeAccount): Pick<PaymentGateway, 'findHold' | 'findOpenHolds'> {
  return {
    findHold: (search) => findHold(account, search),
    findOpenHolds: (search) => findOpenHolds(account, search),
  };
}

/** Five thousand in a few minutes: more than Stripe lets most accounts make. */
const PAGES_AT_MOST = 50;

/** What a search needs of a PaymentIntent. Source: https://docs.stripe.com/api/payment_intents/list */
const listedIntent = z.object({
  id: z.string(),
  status: word,
  metadata: lenient(metadataOf).transform((given) => given ?? {}),
});

type ListedIntent = z.output<typeof listedIntent>;

/**
 * Looks through the list, which shows a PaymentIntent as soon as it exists. The search API would find it by its
 * metadata, but lags by up to an hour: https://docs.stripe.com/search#data-freshness
 * @throws NameTaken when another database with our name has asked for the same
 */
async function* findIntents(
  { client, deployment }: StripeAccount,
  { ref, tiers, between }: HoldSearch,
): AsyncGenerator<ListedIntent, void> {
  const we = await deployment.toRead();
  const pages = readPages('PaymentIntents', PAGES_AT_MOST, (page) =>
    read(() => client.paymentIntents.list({ ...page, ...madeBetween(between) })),
  );
  for await (const listed of pages) {
    const intent = readAnswer(listedIntent, 'PaymentIntent in a list', listed);
    if (isTwinOf(intent.metadata, we, ref)) throw new NameTaken(twin(intent.id));
    if (isAuthorization(intent.metadata, we, ref, tiers)) yield intent;
  }
}

function twin(id: string): string {
  return `${id} carries our name and the number of an order of ours, and this database never asked for it`;
}

async function findHold(account: StripeAccount, search: HoldSearch): Promise<PaymentIntentReading | undefined> {
  let canceled: string | undefined;
  for await (const { id, status } of findIntents(account, search)) {
    if (status !== 'canceled') return retrieveHold(account.client, id);
    canceled ??= id;
  }
  return canceled === undefined ? undefined : retrieveHold(account.client, canceled);
}

async function findOpenHolds(account: StripeAccount, search: HoldSearch): Promise<string[]> {
  const open: string[] = [];
  for await (const { id, status } of findIntents(account, search)) {
    if (status !== 'canceled' && status !== 'succeeded') open.push(id);
  }
  return open;
}
