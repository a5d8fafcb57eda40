import { z } from 'zod';
import { NameTaken, type HoldSearch, type PaymentGateway } from '../../domain/provider/payment-gateway';
import type { PaymentIntentReading } from '../../domain/provider/payment-intent-reading';
import type { WooshPayAccount } from '../requests/wooshpay-account';
import { readWooshPayAnswer, wooshPayMetadata, wooshPayWord } from '../requests/wooshpay-answer';
import { whoseAuthorization } from '../requests/wooshpay-markers';
import { listMadeBetween } from '../requests/wooshpay-pages';
import { readHoldAtWooshPay } from './wooshpay-holds';

/** Looks through the list of what was made in a time: how fast search finds what is new is not documented. */
export function createWooshPayHoldSearch(account: WooshPayAccount): Pick<PaymentGateway, 'findHold' | 'findOpenHolds'> {
  return {
    findHold: (search) => findHold(account, search),
    findOpenHolds: (search) => findOpenHolds(account, search),
  };
}

const listed = z.object({ status: wooshPayWord, metadata: wooshPayMetadata });

async function* intentsOf(
  { client, deployment }: WooshPayAccount,
  { between, ref }: HoldSearch,
): AsyncGenerator<{ readonly id: string; readonly status: string }, void> {
  const we = await deployment.toRead();
  for await (const { entry, id } of listMadeBetween(client, '/v1/payment_intents', between)) {
    const { metadata, status } = readWooshPayAnswer(listed, 'PaymentIntent in a list', entry);
    const whose = whoseAuthorization(metadata, we, ref);
    if (whose === 'twin') throw new NameTaken(`${id} carries our name, and this database never asked for it`);
    if (whose === 'ours') yield { id, status };
  }
}

async function findHold(account: WooshPayAccount, search: HoldSearch): Promise<PaymentIntentReading | undefined> {
  let canceled: string | undefined;
  for await (const { id, status } of intentsOf(account, search)) {
    if (status !== 'canceled') return readHoldAtWooshPay(account, id);
    canceled ??= id;
  }
  return canceled === undefined ? undefined : readHoldAtWooshPay(account, canceled);
}

async function findOpenHolds(account: WooshPayAccount, search: HoldSearch): Promise<string[]> {
  const open: string[] = [];
  for await (const { id, status } of intentsOf(account, search)) {
    if (status !== 'canceled' && status !== 'succeeded') open.push(id);
  }
  return open;
}
