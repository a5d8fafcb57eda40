import type { Capabilities } from '../../../libs/domain/provider/capture-plan';
import type { CardFeature } from '../../../libs/domain/orders/card-features';
import type { NewOrder } from '../../../libs/domain/orders/order';
import { OrderDesk } from './order-desk';
import type { ShopDatabase } from './shop-database';

export const NOTHING: Refused = [];
export const INCREMENTS: Refused = ['incremental_authorization'];
export const EVERYTHING: Refused = ['multicapture', 'incremental_authorization'];

/** What an account refuses to be asked for. */
export type Refused = readonly CardFeature[];

export async function shopAt(
  place: ShopDatabase,
  refused: Refused,
  overrides: Partial<NewOrder> = {},
): Promise<OrderDesk> {
  const shop = new OrderDesk(place, overrides);
  await shop.control('account', { features: Object.fromEntries(refused.map((feature) => [feature, 'refused'])) });
  return shop;
}

export async function granted(shop: OrderDesk): Promise<Capabilities> {
  const { authorization } = await shop.record();
  const capabilities = authorization?.capabilities ?? undefined;
  if (capabilities === undefined) throw new Error('nothing is held');
  return capabilities;
}

export async function refusals({ reader }: ShopDatabase, shop: OrderDesk): Promise<string[]> {
  const timeline = await reader.readTimeline(shop.orderId);
  return timeline.filter(({ kind }) => kind === 'features_refused').map(({ message }) => message);
}

/** One hold lives, whatever else was left behind is canceled, and the records agree with Stripe. */
export async function expectOneHold(shop: OrderDesk): Promise<void> {
  const intents = await shop.paymentIntents();
  expect(intents.filter(({ status }) => status !== 'canceled').map(({ id }) => id)).toEqual([
    await shop.paymentIntentId(),
  ]);
  expect(await shop.discrepancies()).toEqual([]);
}
