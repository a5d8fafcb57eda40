/**
 * Finds what looks like a card number in a text, so that none is ever stored, logged or sent on (card data stays with
 * Stripe). The length and first digits must be those of a card network, the check digit right, and the digits written
 * as people write one: without these, one in ten numbers of any kind would look like a card. Each text is gone
 * through once, and at no digit is more than a card's length looked ahead.
 */

/** First digits and length of every network in use. Source: https://en.wikipedia.org/wiki/Payment_card_number */
const NETWORKS: readonly RegExp[] = [
  /^4(\d{15}|\d{18})$/, // Visa; the last cards with 13 digits, as long as a GTIN, are long gone
  /^(5[1-5]\d{4}|222[1-9]\d{2}|22[3-9]\d{3}|2[3-6]\d{4}|27[01]\d{3}|2720\d{2})\d{10}$/, // Mastercard
  /^3[47]\d{13}$/, // American Express
  /^3(0[0-5]\d|[689]\d\d)(\d{10}|\d{12,15})$/, // Diners Club
  /^35(2[89]|[3-8]\d)\d{12,15}$/, // JCB
  /^(50|5[6-9]|6\d)\d{14,17}$/, // Discover, Maestro, UnionPay, RuPay
  /^8[12]\d{14,17}$/, // UnionPay, RuPay
  /^220[0-4]\d{12,15}$/, // Mir
  /^9792\d{12}$/, // Troy
];
const SHORTEST = 14;
const LONGEST = 19;

/**
 * Many shops name things by UUID; a part of one that happens to be all digits is no card. One without a letter is
 * none.
 */
const UUID = /(?<![0-9a-f])(?=[0-9-]{0,36}[a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])/gi;

/** What is not seen between two digits, or stands on top of one. */
const UNSEEN = /[\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}]/gu;

/** Printable ASCII as a URL writes it. */
const PERCENT_ENCODED = /%([2-7][0-9a-f])/gi;

/** Digits that stand together, and what stands between them and those before; null where that parts two numbers. */
interface Group {
  readonly digits: string;
  readonly gap: string | null;
}

/** Whether a text holds a card number, written in one piece or in groups, alone or among other text. */
export function hasCardNumber(text: string): boolean {
  const groups = groupsOf(inPlainDigits(text));
  return groups.some((_, first) => beginsCard(groups, first));
}

/** NFKC makes ASCII of full-width, circled and other digits; those of other scripts are counted from their zero. */
function inPlainDigits(text: string): string {
  return text
    .replace(PERCENT_ENCODED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .replace(/(?!\d)\p{Nd}/gu, asciiDigit)
    .replace(UUID, ' | ');
}

/** The digits of a script stand one after the other, from its zero on. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return value.toString();
}

function groupsOf(text: string): Group[] {
  let end = 0;
  return [...text.matchAll(/\d+/g)].map(({ 0: digits, index }) => {
    const between = text.slice(end, index);
    end = index + digits.length;
    return { digits, gap: joins(between) ? between : null };
  });
}

/**
 * A few characters that are neither letters nor digits, or an `x`. A plus behind something else begins a phone
 * number.
 */
function joins(between: string): boolean {
  if (between.length === 0 || between.length > 6) return false;
  return /^(?:[^\p{L}\p{N}+]+|\++|\s*x\s*)$/iu.test(between);
}

function beginsCard(groups: readonly Group[], first: number): boolean {
  let digits = '';
  for (let index = first; digits.length < LONGEST; index += 1) {
    const group = groups[index];
    if (group === undefined || (index > first && group.gap === null)) return false;
    if (endsCardWithin(groups.slice(first, index), digits, group)) return true;
    digits += group.digits.slice(0, LONGEST);
  }
  return false;
}

/**
 * Whether a card number that began with the groups before ends in this one, alone or with its expiry or CVC behind
 * it.
 */
function endsCardWithin(before: readonly Group[], digits: string, last: Group): boolean {
  const most = Math.min(LONGEST, digits.length + last.digits.length);
  for (let length = Math.max(SHORTEST, digits.length + 1); length <= most; length += 1) {
    const part = last.digits.slice(0, length - digits.length);
    const number = digits + part;
    if (!isCardNumber(number) || !isExpiryOrCvc(last.digits.slice(part.length), number)) continue;
    if (isWrittenAsOne([...before, { digits: part, gap: last.gap }])) return true;
  }
  return false;
}

const EXPIRY = String.raw`(?:0[1-9]|1[0-2])(?:(?:20)?[2-5]\d)?`;
const BEHIND = new RegExp(String.raw`^(?:${EXPIRY})?(?:\d{3})?$|^\d{3}${EXPIRY}$`);
const BEHIND_AMEX = new RegExp(String.raw`^(?:${EXPIRY})?(?:\d{3,4})?$|^\d{4}${EXPIRY}$`);

function isExpiryOrCvc(rest: string, number: string): boolean {
  if (rest.length > 10) return false;
  return (number.length === 15 ? BEHIND_AMEX : BEHIND).test(rest);
}

/**
 * In groups of four and more, the last of any size; or digit by digit or in pairs, always with the same between them.
 * Phone numbers, times and prices are written otherwise, and pairs that only rise or fall are a list of sizes.
 */
function isWrittenAsOne(groups: readonly Group[]): boolean {
  const sizes = groups.map(({ digits }) => digits.length);
  const beforeLast = sizes.slice(0, -1);
  if (beforeLast.every((size) => size >= 4)) return true;
  const [size = 0] = sizes;
  const even = size <= 2 && beforeLast.every((each) => each === size) && (sizes.at(-1) ?? 0) <= size;
  const [, second] = groups;
  return even && groups.slice(1).every(({ gap }) => gap === second?.gap) && !isList(groups);
}

function isList(groups: readonly Group[]): boolean {
  const numbers = groups.map(({ digits }) => Number(digits));
  const steps = numbers.slice(1).map((number, index) => Math.sign(number - (numbers[index] ?? 0)));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}

/** Whether digits alone are the number of a card. */
export function isCardNumber(digits: string): boolean {
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
