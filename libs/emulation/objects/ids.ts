const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The width of the counter in an id: 62^6 objects per account. */
const COUNTER_WIDTH = 6;

/**
 * Ids that look drawn by chance but come from a seed and a counter alone: the same requests give the same ids, and two
 * seeds give different ones. The counter at the end makes them unique.
 */
export class IdSequence {
  private readonly head: string;
  /** Of `seed/`, which every counter is added to. */
  private readonly begun: number;
  private count = 0;

  constructor(private readonly seed: string) {
    this.head = scramble(`${seed}/head`, 10);
    this.begun = hashed(`${seed}/`);
  }

  /** Such as `pi_1…`: the prefix, a digit, then letters. */
  next(prefix: string): string {
    this.count += 1;
    const counter = this.count;
    return `${prefix}_1${this.head}${drawn(hashed(String(counter), this.begun), 6)}${inLetters(counter)}`;
  }

  /** A longer word for secrets. */
  secret(): string {
    this.count += 1;
    return scramble(`${this.seed}/secret/${String(this.count)}`, 25);
  }
}

function inLetters(number: number): string {
  let rest = number;
  let text = '';
  for (let place = 0; place < COUNTER_WIDTH; place += 1) {
    text = LETTERS.charAt(rest % LETTERS.length) + text;
    rest = Math.floor(rest / LETTERS.length);
  }
  return text;
}

/** Letters that look drawn by chance: no cryptography is needed, only spread. */
export function scramble(seed: string, length: number): string {
  return drawn(hashed(seed), length);
}

/** FNV-1a; `begun` is the hash of what stands before the text. */
function hashed(text: string, begun = 0x811c9dc5): number {
  let state = begun;
  for (let at = 0; at < text.length; at += 1) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return state;
}

/** Xorshift. */
function drawn(seed: number, length: number): string {
  let state = seed;
  let text = '';
  for (let at = 0; at < length; at += 1) {
    state = (state ^ (state << 13)) >>> 0;
    state = (state ^ (state >>> 17)) >>> 0;
    state = (state ^ (state << 5)) >>> 0;
    // A zero state would stay zero for ever.
    if (state === 0) state = 0x9e3779b9;
    text += LETTERS.charAt(state % LETTERS.length);
  }
  return text;
}
