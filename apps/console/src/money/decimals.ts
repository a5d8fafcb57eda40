import { findCurrency } from '../../../../libs/domain/money/currency';

/** How many minor units are one of what people count in: 100 for most currencies. */
export function minorPerMajor(currency: string): number {
  return 10 ** (findCurrency(currency)?.decimals ?? 2);
}
