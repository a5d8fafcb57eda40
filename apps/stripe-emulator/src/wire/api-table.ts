import table from './api.generated.json';

/** What Stripe's API description says about the covered operations, parsed once. */
export type ParamType =
  | { readonly kind: 'int' }
  | { readonly kind: 'bool' }
  | { readonly kind: 'str' }
  | { readonly kind: 'map' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'array'; readonly item: ParamType }
  | { readonly kind: 'shape'; readonly name: string };

export interface Param {
  readonly required: boolean;
  /** An empty string unsets it. */
  readonly emptyable: boolean;
  /** More than one when Stripe takes either form, such as a number or a range. */
  readonly types: readonly ParamType[];
}

export type Shape = ReadonlyMap<string, Param>;

export const API_VERSION = table.api_version;

const texts: ReadonlyMap<string, string> = new Map(Object.entries(table.shapes));
/** Parsed when first needed: most of what Stripe can take is never sent. */
const shapes = new Map<string, Shape>();
const operations: ReadonlyMap<string, string> = new Map(Object.entries(table.operations));
const versions: ReadonlySet<string> = new Set([...table.versions.split(' '), table.api_version]);
const releaseDays: ReadonlySet<string> = new Set([...versions].map((version) => version.slice(0, '2026-10-28'.length)));

/** What a path inside a resource leads to. */
export interface Expansion {
  /** The kinds of object it may be; more than one for what is "some object", such as a balance transaction's source. */
  readonly targets: readonly string[];
  /** A list that is left out until it is asked for. */
  readonly included: boolean;
}

const expandable: ReadonlyMap<string, ReadonlyMap<string, Expansion>> = new Map(
  Object.entries(table.expandable).map(([resource, paths]) => [
    resource,
    new Map(paths.split(' ').map(parseExpansion)),
  ]),
);

export function shapeNamed(name: string): Shape {
  const known = shapes.get(name);
  if (known !== undefined) return known;
  const text = texts.get(name);
  if (text === undefined) throw new Error(`Bug! The API table has no shape ${name}`);
  const shape = parseShape(text);
  shapes.set(name, shape);
  return shape;
}

/** The parameters of an operation written as in the description: `POST /v1/payment_intents/{id}/capture`. */
export function paramsOf(operation: string): Shape {
  const name = operations.get(operation);
  if (name === undefined) throw new Error(`Bug! The API table has no operation ${operation}`);
  return shapeNamed(name);
}

/** What can be expanded at that path of a resource; undefined when nothing can. */
export function expansionAt(resource: string, path: string): Expansion | undefined {
  return expandable.get(resource)?.get(path);
}

/** Whether Stripe has such an API version (documented: the versions a webhook endpoint can be pinned to). */
export function isVersion(version: string): boolean {
  return versions.has(version);
}

/** Whether a version of the API came out on that day. */
export function isReleaseDay(date: string): boolean {
  return releaseDays.has(date);
}

function parseExpansion(text: string): [string, Expansion] {
  const [left = '', targets = ''] = text.split('=');
  const included = left.endsWith('[]');
  return [included ? left.slice(0, -2) : left, { targets: targets.split(','), included }];
}

function parseShape(text: string): Shape {
  const params = text === '' ? [] : splitOutside(text, ' ');
  return new Map(params.map(parseParam));
}

function parseParam(text: string): [string, Param] {
  const colon = text.indexOf(':');
  const required = text[colon - 1] === '!';
  const words = splitOutside(text.slice(colon + 1), '|');
  const types = words.filter((word) => word !== 'unset').map(parseType);
  return [text.slice(0, required ? colon - 1 : colon), { required, emptyable: words.includes('unset'), types }];
}

function parseType(word: string): ParamType {
  if (word.startsWith('<')) return { kind: 'shape', name: word.slice(1, -1) };
  if (word.startsWith('[')) return { kind: 'array', item: parseType(word.slice(1, -1)) };
  if (word.startsWith('enum(')) return { kind: 'enum', values: word.slice('enum('.length, -1).split(',') };
  switch (word) {
    case 'int':
    case 'bool':
    case 'str':
    case 'map':
      return { kind: word };
    default:
      throw new Error(`Bug! The API table has an unknown type ${word}`);
  }
}

/** Splits at the separator, but not inside brackets. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === '(' || letter === '[') depth += 1;
    else if (letter === ')' || letter === ']') depth -= 1;
    else if (letter === separator && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}
