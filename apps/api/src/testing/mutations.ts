/** Ways to spoil a JSON body, one field at a time. */

/** Any value of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** An object of JSON. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** A body with one thing wrong. */
export interface Mutation {
  /** What was done to which field: `lines[0].quantity zero`. */
  readonly name: string;
  /** Where the answer must say the problem is. */
  readonly path: string;
  readonly body: Json;
}

const CARD = '4242424242424242';

type Path = readonly (string | number)[];

/** Every field of the body, spoiled in every way that makes sense for its kind. */
export function mutationsOf(body: Json): Mutation[] {
  return pathsOf(body).flatMap((path) => {
    const value = at(body, path);
    const replaced = spoiled(value).map(([how, by]) => mutation(path, how, path, replace(body, path, by)));
    const removed =
      typeof path.at(-1) === 'string' ? [mutation(path, 'missing', path, replace(body, path, undefined))] : [];
    return [...replaced, ...removed, ...withUnknown(body, path, value)];
  });
}

/** The unspoiled body with one field of it replaced. */
export function replace(body: Json, path: Path, by: Json | undefined): Json {
  const [first, ...rest] = path;
  if (first === undefined) return by ?? null;
  if (isList(body)) return body.map((part, index) => (index === first ? replace(part, rest, by) : part));
  if (!isObject(body)) return body;
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, part]): [string, Json][] => {
      if (name !== first) return [[name, part]];
      return rest.length === 0 && by === undefined ? [] : [[name, replace(part, rest, by)]];
    }),
  );
}

function spoiled(value: Json): [string, Json][] {
  const always: [string, Json][] = [
    ['null', null],
    ['card number', CARD],
  ];
  if (typeof value === 'number') {
    const numbers = { negative: -1, zero: 0, fraction: 1.5, '2^53': 2 ** 53 };
    return [...always, ['wrong type', '7'], ...Object.entries(numbers)];
  }
  if (typeof value === 'string') {
    const texts = { empty: '', blank: ' ', 'too long': 'x'.repeat(3000), 'with NUL': `a${String.fromCharCode(0)}b` };
    return [...always, ['wrong type', 7], ...Object.entries(texts)];
  }
  if (typeof value === 'boolean') return [...always, ['wrong type', 'yes']];
  if (isList(value)) {
    return [...always, ['wrong type', {}], ['empty', []], ['too long', Array<Json>(201).fill(value[0] ?? null)]];
  }
  return [...always, ['wrong type', []], ['empty', {}]];
}

function withUnknown(body: Json, path: Path, value: Json): Mutation[] {
  if (!isObject(value)) return [];
  const unknown = [...path, 'unknownField'];
  return [mutation(path, 'unknown field', unknown, replace(body, path, { ...value, unknownField: 1 }))];
}

function mutation(path: Path, how: string, problem: Path, body: Json): Mutation {
  return { name: `${written(path)} ${how}`, path: written(problem), body };
}

function pathsOf(value: Json, path: Path = []): Path[] {
  const own: Path[] = [path];
  if (isList(value)) return [...own, ...value.flatMap((part, index) => pathsOf(part, [...path, index]))];
  if (!isObject(value)) return own;
  return [...own, ...Object.entries(value).flatMap(([name, part]) => pathsOf(part, [...path, name]))];
}

function at(body: Json, path: Path): Json {
  return path.reduce<Json>((part, name) => {
    if (isList(part)) return part[Number(name)] ?? null;
    return isObject(part) ? (part[name] ?? null) : null;
  }, body);
}

function written(path: Path): string {
  return path.reduce<string>((before, name) => {
    if (typeof name === 'number') return `${before}[${name.toString()}]`;
    return before === '' ? name : `${before}.${name}`;
  }, '');
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}
