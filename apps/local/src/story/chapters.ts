import { formatMoney, money } from '../../../../libs/domain/money/money';
import type { Stack } from '../stack';
import type { Narrator } from './narrator';
import type { Shop } from './shop';
import type { StripeView } from './stripe-view';

/** Who and what takes part in the story. */
export interface Cast {
  readonly narrator: Narrator;
  readonly shop: Shop;
  readonly stripe: StripeView;
  readonly worker: Stack['worker'];
}

/** Minor units of USD as people write them. */
export function usd(cents: number): string {
  return formatMoney(money(cents, 'usd'));
}

/** Only the time of day: the story lasts a minute. */
export function clock(instant: string): string {
  return instant.slice(11, 19);
}
