import { z } from 'zod';
import { eventually } from '../../apps/local/src/story/eventually';
import { atStripe, command, type MonthPlace } from './month-place';

/** An order as the month has many of. */
export interface Kind {
  readonly name: string;
  /** Of ten orders so many are of this kind. */
  readonly ofTen: number;
  readonly currency: string;
  readonly card: string;
  readonly units: number;
  readonly unitPrice: number;
  /** Minor units that go back; 0: nothing does. */
  readonly refunded: number;
  readonly isDisputed: boolean;
}

const USUAL = { currency: 'usd', card: 'pm_card_visa', units: 2, refunded: 0, isDisputed: false } as const;

/** Refunds, disputes and two currencies, in about the shares that a busy shop has of them. */
export const KINDS: readonly Kind[] = [
  { ...USUAL, name: 'dollars', ofTen: 5, unitPrice: 2300 },
  { ...USUAL, name: 'refunded', ofTen: 2, unitPrice: 1950, refunded: 777 },
  { ...USUAL, name: 'pounds', ofTen: 2, unitPrice: 3100, currency: 'gbp', refunded: 500 },
  { ...USUAL, name: 'disputed', ofTen: 1, unitPrice: 8900, card: 'pm_card_createDispute', units: 1, isDisputed: true },
];

/** Which kind the order with this number is of: the first ones are of all kinds. */
export function kindOf(number: number): Kind {
  const wheel = KINDS.flatMap((kind) => Array.from({ length: kind.ofTen - 1 }, () => kind));
  const turn = [...KINDS, ...wheel];
  const kind = turn[number % turn.length];
  if (kind === undefined) throw new Error('Bug! No kind of order is left');
  return kind;
}

const amountsSchema = z.object({
  status: z.string(),
  amounts: z.looseObject({ settled: z.number(), refunded: z.number() }),
  attention: z.array(z.object({ code: z.string() })),
});

/** Placed, shipped unit by unit, and what comes after that, by the API. @returns once all of it is known */
export async function live(place: MonthPlace, kind: Kind, orderId: string): Promise<void> {
  const { currency, card, units, unitPrice, refunded, isDisputed } = kind;
  const lines = [{ lineId: '1', name: 'Product', quantity: units, unitPrice }];
  await command(place, '/v1/orders', { orderId, currency, lines, payment: { paymentMethod: card } });
  for (let unit = 1; unit <= units; unit += 1) {
    const shipment = { shipmentId: unit.toString(), lines: [{ lineId: '1', quantity: 1 }] };
    await command(place, `/v1/orders/${orderId}/shipments`, shipment);
  }
  if (refunded > 0)
    await command(place, `/v1/orders/${orderId}/refunds`, { refundId: 'R', amount: refunded, reason: 'scratched' });
  let asked = 0;
  const read = async (): Promise<z.output<typeof amountsSchema>> => {
    asked += 1;
    if (asked % SWEPT_EVERY === 0) await place.sweep();
    return amountsSchema.parse((await place.ask('GET', `/v1/orders/${orderId}`)).body);
  };
  await eventually(`order ${orderId}`, KNOWN_WITHIN_SECONDS, read, ({ amounts, attention }) => {
    const isKnown = attention.some(({ code }) => code === 'dispute_opened') === isDisputed;
    return amounts.settled === units * unitPrice && amounts.refunded === refunded && isKnown;
  });
}

/** Looks at an order, a tenth of a second apart, after which what is missing may wait for a sweep. */
const SWEPT_EVERY = 50;

/** On a machine that many share. */
const KNOWN_WITHIN_SECONDS = 120;

/** What an order is at Stripe. */
export interface AtStripe {
  readonly paymentIntent: string;
  readonly charge: string;
  readonly refund: string | null;
}

const intentSchema = z.object({ id: z.string(), latest_charge: z.string() });
const refundSchema = z.object({ id: z.string() });

/** The same at Stripe as `live` does, without an order of ours. */
export async function imitate(place: MonthPlace, kind: Kind, orderId: string): Promise<AtStripe> {
  const { currency, card, units, unitPrice, refunded } = kind;
  const made = await atStripe(place, 'POST', '/v1/payment_intents', {
    ...{ amount: (units * unitPrice).toString(), currency, payment_method: card, confirm: 'true' },
    ...{ capture_method: 'manual', description: orderId, 'automatic_payment_methods[enabled]': 'true' },
    'automatic_payment_methods[allow_redirects]': 'never',
    'payment_method_options[card][request_multicapture]': 'if_available',
  });
  const { id: paymentIntent, latest_charge: charge } = intentSchema.parse(made);
  for (let unit = 1; unit <= units; unit += 1) {
    await atStripe(place, 'POST', `/v1/payment_intents/${paymentIntent}/capture`, {
      ...{ amount_to_capture: unitPrice.toString() },
      ...(units > 1 && { final_capture: unit === units ? 'true' : 'false' }),
    });
  }
  if (refunded === 0) return { paymentIntent, charge, refund: null };
  const params = { payment_intent: paymentIntent, amount: refunded.toString() };
  const { id } = refundSchema.parse(await atStripe(place, 'POST', '/v1/refunds', params));
  return { paymentIntent, charge, refund: id };
}
