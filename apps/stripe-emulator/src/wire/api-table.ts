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

const shapes: ReadonlyMap<string, Shape> = new Map(
  Object.entries(table.shapes).map(([name, text]) => [name, parseShape(text)]),
);
const operations: ReadonlyMap<string, string> = new Map(Object.entries(table.operations));
const expandable: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(table.expandable).map(([resource, paths]) => [resource, new Set(paths.split(' '))]),
);

export function shapeNamed(name: string): Shape {
  const shape = shapes.get(name);
  if (shape === undefined) throw new Error(`Bug! The API table has no shape ${name}`);
  return shape;
}

/** The parameters of an operation written as in the description: `POST /v1/payment_intents/{id}/capture`. */
export function paramsOf(operation: string): Shape {
  const name = operations.get(operation);
  if (name === undefined) throw new Error(`Bug! The API table has no operation ${operation}`);
  return shapeNamed(name);
}

export function isExpandable(resource: string, path: string): boolean {
  return expandable.get(resource)?.has(path) ?? false;
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
