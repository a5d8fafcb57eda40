import { formatDecimal, reportedMoney } from '../../../../libs/domain/money/money';

/** An amount as people write it: `46,00 €`. @param minor minor units @param tag of the language */
export function amountIn(minor: number, currency: string, tag: string): string {
  const decimal = formatDecimal(reportedMoney(minor, currency));
  const digits = decimal.split('.')[1]?.length ?? 0;
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  // A text, not a number: Intl then rounds nothing, however large it is.
  return new Intl.NumberFormat(tag, { style: 'currency', currency: currency.toUpperCase(), ...options }).format(
    decimal as Intl.StringNumericLiteral,
  );
}
