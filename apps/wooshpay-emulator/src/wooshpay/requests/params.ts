import { isJsonObject } from '../../../../../libs/emulation/objects/json';
import type { Json, JsonObject } from '../../../../../libs/emulation/objects/json';
import { invalidRequest } from './error';

/** The parameters of a request: the JSON body of a POST, or the query of a GET, whose values are all text. */
export class Params {
  constructor(
    private readonly values: JsonObject,
    private readonly isQuery: boolean,
    private readonly path = '',
  ) {}

  names(): string[] {
    return Object.keys(this.values);
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  /** Sent as null or as an empty text: what was there is to go. */
  isUnset(name: string): boolean {
    const value = this.values[name];
    return value === null || value === '';
  }

  text(name: string): string | undefined {
    const value = this.given(name);
    if (value === undefined || typeof value === 'string') return value;
    throw this.wrong(name, 'a string');
  }

  /** A text of at most so many characters. */
  shortText(name: string, most: number): string | undefined {
    const text = this.text(name);
    if (text === undefined || text.length <= most) return text;
    throw invalidRequest(`Invalid ${this.place(name)}: at most ${String(most)} characters.`);
  }

  required<T>(name: string, value: T | undefined): T {
    if (value !== undefined) return value;
    throw invalidRequest(`Missing required param: ${this.place(name)}.`, 'parameter_missing');
  }

  flag(name: string): boolean | undefined {
    const value = this.given(name);
    if (value === undefined || typeof value === 'boolean') return value;
    if (this.isQuery && (value === 'true' || value === 'false')) return value === 'true';
    throw this.wrong(name, 'true or false');
  }

  /** A whole number; in a query it comes as text. */
  int(name: string): number | undefined {
    const value = this.given(name);
    if (value === undefined) return undefined;
    const number = this.isQuery && typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
    throw this.wrong(name, 'a whole number');
  }

  /** A whole number that may also come as text, as the refund page says of its amount. */
  intOrText(name: string): number | undefined {
    const value = this.given(name);
    if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
    return this.int(name);
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const chosen = choices.find((choice) => choice === value);
    if (chosen !== undefined) return chosen;
    throw invalidRequest(`Invalid ${this.place(name)}: must be one of ${choices.join(', ')}.`);
  }

  isHash(name: string): boolean {
    return isJsonObject(this.values[name]);
  }

  hash(name: string): Params | undefined {
    const value = this.given(name);
    if (value === undefined) return undefined;
    if (isJsonObject(value)) return new Params(value, this.isQuery, this.place(name));
    throw this.wrong(name, 'an object');
  }

  texts(name: string): readonly string[] | undefined {
    const value = this.given(name);
    if (value === undefined) return undefined;
    const texts = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
    if (Array.isArray(value) && texts.length === value.length) return texts;
    throw this.wrong(name, 'an array of strings');
  }

  /** The object as it came. */
  raw(name: string): JsonObject | undefined {
    const value = this.given(name);
    if (value === undefined || isJsonObject(value)) return value;
    throw this.wrong(name, 'an object');
  }

  /** Names that are none of these. */
  others(known: ReadonlySet<string>): string[] {
    return this.names().filter((name) => !known.has(name));
  }

  private given(name: string): Json | undefined {
    const value = this.values[name];
    return value === null ? undefined : value;
  }

  private wrong(name: string, what: string): Error {
    return invalidRequest(`Invalid ${this.place(name)}: must be ${what}.`);
  }

  private place(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}

/** The body of a POST or DELETE; an empty one is an empty object. Throws when it is no JSON object. */
export function bodyParams(body: string): Params {
  if (body.trim() === '') return new Params({}, false);
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw invalidRequest('The body is not valid JSON.', 'json_invalid');
  }
  if (!isJsonObject(value)) throw invalidRequest('The body must be a JSON object.', 'json_invalid');
  return new Params(value, false);
}

/** `limit=3&created[gte]=5`: brackets one level deep. */
export function queryParams(query: string): Params {
  const values: JsonObject = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const [, outer, inner] = /^(\w+)\[(\w+)\]$/.exec(name) ?? [];
    if (outer === undefined || inner === undefined) {
      values[name] = value;
      continue;
    }
    const nested = values[outer];
    values[outer] = { ...(isJsonObject(nested) && nested), [inner]: value };
  }
  return new Params(values, true);
}
