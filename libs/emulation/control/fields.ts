import { ControlError } from './control-error';

/** One JSON object of a control request, read strictly: what is not understood is refused, not ignored. */
export class Fields {
  private constructor(
    private readonly values: ReadonlyMap<string, unknown>,
    private readonly path: string,
  ) {}

  static parse(text: string): Fields {
    if (text.trim() === '') return new Fields(new Map(), '');
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new ControlError('The body is not valid JSON.');
    }
    return Fields.of(value, '');
  }

  private static of(value: unknown, path: string): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ControlError(`${path === '' ? 'The body' : path} must be a JSON object.`);
    }
    return new Fields(new Map(Object.entries(value)), path);
  }

  allow(...names: string[]): void {
    const unknown = [...this.values.keys()].find((name) => !names.includes(name));
    if (unknown === undefined) return;
    throw new ControlError(`Unknown field ${this.place(unknown)}. Known are: ${names.join(', ')}.`);
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  isNull(name: string): boolean {
    return this.values.get(name) === null;
  }

  flag(name: string): boolean | undefined {
    const value = this.values.get(name);
    if (value === undefined || typeof value === 'boolean') return value;
    throw new ControlError(`${this.place(name)} must be true or false.`);
  }

  text(name: string): string | undefined {
    const value = this.values.get(name);
    if (value === undefined || typeof value === 'string') return value;
    throw new ControlError(`${this.place(name)} must be a string.`);
  }

  /** A number in a range; null counts as not given. */
  number(name: string, { least = 0, most = Number.MAX_SAFE_INTEGER, whole = false } = {}): number | undefined {
    const value = this.values.get(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value)))
      return value;
    const kind = whole ? 'a whole number' : 'a number';
    throw new ControlError(`${this.place(name)} must be ${kind} from ${String(least)} to ${String(most)}.`);
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.values.get(name);
    if (value === undefined) return undefined;
    const chosen = choices.find((choice) => choice === value);
    if (chosen !== undefined) return chosen;
    throw new ControlError(`${this.place(name)} must be one of: ${choices.join(', ')}.`);
  }

  nested(name: string): Fields | undefined {
    const value = this.values.get(name);
    return value === undefined ? undefined : Fields.of(value, this.place(name));
  }

  required<T>(name: string, value: T | undefined): T {
    if (value !== undefined) return value;
    throw new ControlError(`${this.place(name)} is missing.`);
  }

  private place(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}
