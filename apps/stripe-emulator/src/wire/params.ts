/** Checked parameters. `null` is "unset this" (an empty string on the wire). */
export type ParamValue = string | number | boolean | null | ParamValue[] | Params;

const LONGEST_PAGE = 100;

/** One level of parameters; reading a value as another type than the table says is a bug here, not bad input. */
export class Params {
  constructor(
    private readonly values: ReadonlyMap<string, ParamValue>,
    /** The place of this level in the request, for `param` in errors: `amount_details[shipping]`. */
    readonly path: string,
  ) {}

  has(name: string): boolean {
    return this.values.has(name);
  }

  isUnset(name: string): boolean {
    return this.values.get(name) === null;
  }

  names(): string[] {
    return [...this.values.keys()];
  }

  /** `amount_details[shipping][amount]` for `amount` at the level `amount_details[shipping]`. */
  pathTo(name: string): string {
    return this.path === '' ? name : `${this.path}[${name}]`;
  }

  int(name: string): number | undefined {
    const value = this.values.get(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number') return value;
    throw this.misread(name, 'an integer');
  }

  text(name: string): string | undefined {
    const value = this.values.get(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    throw this.misread(name, 'a string');
  }

  flag(name: string): boolean | undefined {
    const value = this.values.get(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'boolean') return value;
    throw this.misread(name, 'a boolean');
  }

  hash(name: string): Params | undefined {
    const value = this.values.get(name);
    return value instanceof Params ? value : undefined;
  }

  hashes(name: string): Params[] | undefined {
    const value = this.values.get(name);
    return Array.isArray(value) ? value.filter((item) => item instanceof Params) : undefined;
  }

  texts(name: string): string[] | undefined {
    const value = this.values.get(name);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
  }

  /** A parameter that is a scalar in one of its forms and a hash in the other. */
  scalar(name: string): string | number | boolean | undefined {
    const value = this.values.get(name);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
  }

  /** The same level with these names alone. */
  only(names: readonly string[]): Params {
    return new Params(new Map([...this.values].filter(([name]) => names.includes(name))), this.path);
  }

  /** The same level, with what it lacks taken from another one. */
  or(others: Params): Params {
    return new Params(new Map([...others.values, ...this.values]), this.path);
  }

  /** The same list from that item on, in pages as long as they get. */
  pageAfter(id: string | undefined): Params {
    const others = [...this.values].filter(([name]) => name !== 'ending_before' && name !== 'starting_after');
    const start: [string, ParamValue][] = id === undefined ? [] : [['starting_after', id]];
    return new Params(new Map<string, ParamValue>([...others, ['limit', LONGEST_PAGE], ...start]), this.path);
  }

  private misread(name: string, as: string): Error {
    return new Error(`Bug! ${this.pathTo(name)} was read as ${as}`);
  }
}
