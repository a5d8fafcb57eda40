import type Stripe from 'stripe';
import { z } from 'zod';
import { secondsBetween } from '../../domain/orders/deadline';
import { smallestCharge } from '../../domain/money/charge-limits';
import type { Capabilities } from '../../domain/provider/capture-plan';
import { lenient, readAnswer } from '../requests/answer';
import { readPaymentIntent } from './hold-reading';
import { EXPAND_CHARGE } from './payment-intent-params';

/** What an account says of itself, and what its cards were seen to allow. */
export interface AccountCheck {
  readonly accountId: string;
  readonly country: string | null;
  readonly currency: string;
  readonly chargesEnabled: boolean;
  readonly seen: SeenHold | SeenCharges;
}

/** A hold that was placed to see what comes of it, and released at once. */
export interface SeenHold {
  readonly by: 'trial';
  readonly amount: number;
  readonly capabilities: Capabilities;
  /** Null: Stripe does not say until when it lives. */
  readonly livesSeconds: number | null;
}

/** With a live key nothing is tried: the latest charges tell. */
export interface SeenCharges {
  readonly by: 'charges';
  readonly looked: number;
  /** Cards that were held, and of these the ones that allowed several captures. */
  readonly held: number;
  readonly multicapture: number;
}

/** Source: https://docs.stripe.com/api/accounts/object */
const accountSchema = z.object({
  id: z.string(),
  country: lenient(z.string()),
  default_currency: lenient(z.string()),
  charges_enabled: lenient(z.boolean()),
});

/**
 * Asks an account what it can do. With a test key a hold is placed with Stripe's test card and released at once; with a
 * live key it only reads.
 * @throws the SDK's error when Stripe refuses or does not answer
 */
export async function checkAccount(client: Stripe, mode: 'live' | 'test'): Promise<AccountCheck> {
  const account = readAnswer(accountSchema, 'Account', await client.accounts.retrieveCurrent());
  const currency = account.default_currency ?? 'usd';
  return {
    accountId: account.id,
    country: account.country,
    currency,
    chargesEnabled: account.charges_enabled ?? false,
    seen: mode === 'test' ? await tryHold(client, currency) : await lookAtCharges(client),
  };
}

const FEATURES = ['multicapture', 'overcapture', 'incremental_authorization'] as const;

async function tryHold(client: Stripe, currency: string): Promise<SeenHold> {
  const amount = smallestCharge(currency) * 10;
  const intent =
    (await placeTrial(client, { amount, currency }, FEATURES)) ?? (await placeTrial(client, { amount, currency }, []));
  if (intent === undefined) throw new Error('Stripe places no hold with its own test card pm_card_visa');
  await client.paymentIntents.cancel(intent.id);
  const { charge } = readPaymentIntent(intent);
  if (charge === null) throw new Error(`Stripe names no charge for the trial ${intent.id}`);
  const { capabilities, captureBefore, authorizedAt } = charge;
  return {
    by: 'trial',
    amount,
    capabilities,
    livesSeconds: captureBefore === null ? null : secondsBetween(authorizedAt, captureBefore),
  };
}

/** An account that lacks a feature may refuse the whole request: undefined then. */
async function placeTrial(
  client: Stripe,
  money: { readonly amount: number; readonly currency: string },
  features: readonly (typeof FEATURES)[number][],
): Promise<Stripe.PaymentIntent | undefined> {
  const asked = Object.fromEntries(features.map((feature) => [`request_${feature}`, 'if_available' as const]));
  try {
    return await client.paymentIntents.create({
      ...money,
      capture_method: 'manual',
      allowed_payment_method_types: ['card'],
      payment_method: 'pm_card_visa',
      confirm: true,
      payment_method_options: { card: asked },
      metadata: { holdfast_doctor: 'trial' },
      expand: EXPAND_CHARGE,
    });
  } catch (error) {
    if (isRefused(error) && features.length > 0) return undefined;
    throw error;
  }
}

function isRefused(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 400;
}

/** Source: https://docs.stripe.com/api/charges/object#charge_object-payment_method_details-card-multicapture */
const chargeSchema = z.object({
  payment_method_details: lenient(
    z.object({ card: lenient(z.object({ multicapture: lenient(z.object({ status: z.string() })) })) }),
  ),
});

/** Source: https://docs.stripe.com/api/charges/list */
const chargeListSchema = z.object({ data: z.array(chargeSchema) });

async function lookAtCharges(client: Stripe): Promise<SeenCharges> {
  const { data } = readAnswer(chargeListSchema, 'list of charges', await client.charges.list({ limit: 100 }));
  const words = data.flatMap(({ payment_method_details: details }) => details?.card?.multicapture?.status ?? []);
  return {
    by: 'charges',
    looked: data.length,
    held: words.length,
    multicapture: words.filter((status) => status === 'available').length,
  };
}
