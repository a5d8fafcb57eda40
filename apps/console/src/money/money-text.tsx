import type { ReactElement } from 'react';
import { useLanguageTag } from '../language/language';
import { amountIn } from './amount';

/** An amount, in digits that stand below each other. */
export function MoneyText({ amount, currency }: { readonly amount: number; readonly currency: string }): ReactElement {
  return <span className="money">{amountIn(amount, currency, useLanguageTag())}</span>;
}
