import type { BigNumberInput } from '@medusajs/types';

/** How Stripe counts a currency: the decimals that an amount may have, and the zeros that stand behind them. */
interface Scale {
  readonly decimals: number;
  readonly zeros: number;
}

const USUAL: Scale = { decimals: 2, zeros: 0 };

/** Source: https://docs.stripe.com/currencies */
const UNUSUAL: ReadonlyMap<string, Scale> = new Map([
  ...scales('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf', { decimals: 0, zeros: 0 }),
  ...scales('isk ugx', { decimals: 0, zeros: 2 }),
  ...scales('bhd jod kwd omr tnd', { decimals: 2, zeros: 1 }),
]);

function scales(codes: string, scale: Scale): [string, Scale][] {
  return codes.split(' ').map((code) => [code, scale]);
}

function scaleOf(currency: string): Scale {
  return UNUSUAL.get(currency) ?? USUAL;
}

/** Medusa counts with more decimals than any currency has; a number's own are not exact beyond these. */
const DECIMALS_OF_A_NUMBER = 6;

/**
 * An amount of Medusa, which counts in dollars, as Holdfast and Stripe count: in cents, half a cent rounded up.
 * @param currency lower-case ISO 4217 code
 * @throws RangeError for a negative amount, and for what is no amount
 */
export function minorUnits(amount: BigNumberInput, currency: string): number {
  const { decimals, zeros } = scaleOf(currency);
  const text = decimalOf(amount);
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d*))?$/.exec(text) ?? [];
  if (whole === undefined) throw new RangeError(`"${text}" is no amount of money`);
  const kept = Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  const roundedUp = (fraction[decimals] ?? '0') >= '5';
  return (kept + (roundedUp ? 1 : 0)) * 10 ** zeros;
}

/** The reverse of `minorUnits`, as text, which is exact: `4999` of usd is `49.99`. */
export function majorUnits(minor: number, currency: string): string {
  const { decimals, zeros } = scaleOf(currency);
  const places = decimals + zeros;
  if (places === 0) return minor.toString();
  const digits = minor.toString().padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

type AmountObject = Exclude<BigNumberInput, string | number>;

/** Medusa hands over amounts in five shapes. */
function decimalOf(amount: BigNumberInput): string {
  if (typeof amount === 'string') return amount;
  if (typeof amount === 'number') return amount.toFixed(DECIMALS_OF_A_NUMBER);
  if (isRaw(amount)) return decimalOf(amount.value);
  if ('toFixed' in amount) return amount.toFixed();
  return decimalOf(amount.raw?.value ?? amount.numeric);
}

/** As a row of Medusa's database has it. */
function isRaw(amount: AmountObject): amount is Extract<AmountObject, { value: unknown }> {
  return 'value' in amount;
}
