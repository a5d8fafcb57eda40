import { scramble } from '../../../../libs/emulation/objects/ids';

const HEAD_DIGITS = 9;
const COUNTER_DIGITS = 9;

/**
 * Ids as WooshPay's look: a prefix and 19 digits (documented by example). They come from a seed and a counter alone: the
 * same requests give the same ids, and two seeds give different ones.
 */
export class Snowflakes {
  private readonly head: string;
  private count = 0;

  constructor(private readonly seed: string) {
    this.head = `1${digits(`${seed}/head`, HEAD_DIGITS)}`;
  }

  next(prefix: string): string {
    this.count += 1;
    return `${prefix}_${this.head}${String(this.count).padStart(COUNTER_DIGITS, '0')}`;
  }

  /** Letters for a secret, such as what follows `_secret_`. */
  secret(length: number): string {
    this.count += 1;
    return scramble(`${this.seed}/secret/${String(this.count)}`, length);
  }
}

function digits(seed: string, length: number): string {
  return scramble(seed, length).replace(/./g, (letter) => String(letter.charCodeAt(0) % 10));
}
