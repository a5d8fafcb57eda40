/**
 * Finds what looks like a card number, so that none is ever stored, logged or sent on (card data stays with Stripe).
 * The length and first digits must be those of a card network and the check digit must be right: without the
 * networks' ranges one in ten tracking numbers would look like a card.
 */

/** First digits and length of every network in use. Source: https://en.wikipedia.org/wiki/Payment_card_number */
const NETWORKS: readonly RegExp[] = [
  /^4(\d{12}|\d{15}|\d{18})$/, // Visa
  /^(5[1-5]\d{4}|222[1-9]\d{2}|22[3-9]\d{3}|2[3-6]\d{4}|27[01]\d{3}|2720\d{2})\d{10}$/, // Mastercard
  /^3[47]\d{13}$/, // American Express
  /^3(0[0-5]|[689]\d)\d{11,16}$/, // Diners Club
  /^35(2[89]|[3-8]\d)\d{12,15}$/, // JCB
  /^(50|5[6-9]|6\d)\d{11,17}$/, // Discover, Maestro, UnionPay, RuPay
  /^8[12]\d{14,17}$/, // UnionPay, RuPay
  /^220[0-4]\d{12,15}$/, // Mir
  /^9792\d{12}$/, // Troy
];

/** Many shops name things by UUID; a part of one that happens to be all digits is no card. */
const UUID = /(?<![0-9a-f])[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])/gi;

const DIGITS_WITH_GAPS = /\d+(?:[\s\p{Pd}.]{1,3}\d+)*/gu;
const GROUPS_AT_MOST = 19;

/** Whether a text holds a card number, written in one piece or in groups, alone or among other text. */
export function hasCardNumber(text: string): boolean {
  // NFKC turns full-width and other digits into the ones we look for.
  const runs = text.normalize('NFKC').replace(UUID, ' | ').match(DIGITS_WITH_GAPS) ?? [];
  return runs.some(runHasCardNumber);
}

const STRINGS = /"(?:[^"\\]|\\.)*"/g;
const WHOLE_NUMBERS = /(?<![\d.])\d{13,19}(?![\d.])/g;

/**
 * Whether JSON holds a card number: in any text, in any key, or as a number.
 * @param json as it was sent: a parsed number has lost the last digits of the longest card numbers
 * @param parsed what it means: a string can hide its digits behind escapes
 */
export function jsonHasCardNumber(json: string, parsed: unknown): boolean {
  const numbers = json.replace(STRINGS, '""').match(WHOLE_NUMBERS) ?? [];
  return numbers.some(isCardNumber) || textsOf(parsed).some(hasCardNumber);
}

/** Every key and string, without recursion: a body may nest as deep as it is long. */
function textsOf(parsed: unknown): string[] {
  const texts: string[] = [];
  const open: unknown[] = [parsed];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (typeof part === 'string') texts.push(part);
    if (typeof part !== 'object' || part === null) continue;
    for (const [key, value] of Object.entries(part)) {
      texts.push(key);
      open.push(value);
    }
  }
  return texts;
}

/** A card number may stand beside other digits (its expiry date), so every stretch of whole groups is looked at. */
function runHasCardNumber(run: string): boolean {
  const groups = run.split(/\D+/);
  return groups.some((_, start) => {
    let digits = '';
    for (const group of groups.slice(start, start + GROUPS_AT_MOST)) {
      digits += group;
      if (digits.length > 19) return false;
      if (isCardNumber(digits)) return true;
    }
    return false;
  });
}

function isCardNumber(digits: string): boolean {
  return NETWORKS.some((network) => network.test(digits)) && hasRightCheckDigit(digits);
}

/** The Luhn sum: every second digit from the right counts twice. */
function hasRightCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const fromRight = digits.length - 1 - index;
    const digit = Number(digits.charAt(index)) * (fromRight % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}
