import { randomUUID } from 'node:crypto';
import { secondsBetween } from '../../domain/orders/deadline';
import type { Money } from '../../domain/money/money';
import type { PaymentIntentReading } from '../../domain/provider/payment-intent-reading';
import type { WooshPayClient } from '../requests/wooshpay-client';
import { WooshPayError } from '../requests/wooshpay-error';
import { readWooshPayIntent } from './intent-reading';

/** What was seen of an account. WooshPay tells nothing of the account itself. */
export type WooshPayCheck = SeenTrial | { readonly by: 'reading' };

/** A hold on WooshPay's test card that was placed to see what comes of it, and released at once. */
export interface SeenTrial {
  readonly by: 'trial';
  readonly amount: Money;
  /** What became of it, in WooshPay's word; null: the card was refused. */
  readonly status: PaymentIntentReading['status'] | null;
  /** Why it was refused, in WooshPay's words; null: it was not, or nobody says. */
  readonly refusal: string | null;
  /** How long a hold lives, as far as anybody can tell; null: none was placed. */
  readonly livesSeconds: number | null;
}

const INTENTS = '/v1/payment_intents';
const TEST_CARD = 'pm_card_visa';
const TRIAL: Money = { amount: 1_000, currency: 'usd' };

/**
 * Asks an account whether its key works, and with a test key what a hold does there; with a live key it only reads. May
 * be repeated: each time is a trial of its own.
 * @param holdSeconds where the account cancels holds after another time than seven days
 * @throws WooshPayError when WooshPay refuses the key or does not answer
 */
export async function checkWooshPay(
  client: WooshPayClient,
  mode: 'live' | 'test',
  holdSeconds?: number,
): Promise<WooshPayCheck> {
  if (mode === 'live') {
    await client.get(INTENTS, { limit: 1 });
    return { by: 'reading' };
  }
  const read = (answer: unknown): PaymentIntentReading => readWooshPayIntent({ holdSeconds }, answer);
  const made = read(
    await client.post(
      INTENTS,
      {
        amount: TRIAL.amount,
        currency: TRIAL.currency.toUpperCase(),
        capture_method: 'manual',
        payment_method_types: ['card'],
        merchant_order_id: 'holdfast-doctor',
        metadata: { holdfast_doctor: 'trial' },
      },
      randomUUID(),
    ),
  );
  const path = `${INTENTS}/${made.paymentIntentId}`;
  try {
    return { by: 'trial', amount: TRIAL, ...(await tryCard(client, path, read)) };
  } finally {
    // Also where the trial had no answer: it may hold all the same.
    await client.post(`${path}/cancel`, { cancellation_reason: 'abandoned' }, randomUUID());
  }
}

async function tryCard(
  client: WooshPayClient,
  path: string,
  read: (answer: unknown) => PaymentIntentReading,
): Promise<Omit<SeenTrial, 'by' | 'amount'>> {
  try {
    const hold = read(await client.post(`${path}/confirm`, { payment_method: TEST_CARD }, randomUUID()));
    const { charge, status } = hold;
    const until = charge?.captureBefore ?? null;
    const livesSeconds = charge === null || until === null ? null : secondsBetween(charge.authorizedAt, until);
    return { status, refusal: null, livesSeconds };
  } catch (error) {
    if (!(error instanceof WooshPayError) || error.details.status === null) throw error;
    return { status: null, refusal: error.details.words, livesSeconds: null };
  }
}
