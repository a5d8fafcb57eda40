import { invalidRequest } from '../stripe/error';
import { shapeNamed } from './api-table';
import type { Param, ParamType, Shape } from './api-table';
import type { FormNode, FormTree } from './form';
import { Params } from './params';
import type { ParamValue } from './params';

/** Turns a form into typed parameters, refusing what the API description does not know, in Stripe's words. */
export function checkParams(tree: FormTree, shape: Shape, path = ''): Params {
  refuseUnknown(tree, shape, path);
  const values = new Map<string, ParamValue>();
  for (const [name, node] of tree) {
    const param = shape.get(name);
    if (param === undefined) continue;
    values.set(name, checkParam(node, param, path === '' ? name : `${path}[${name}]`));
  }
  for (const [name, { required }] of shape) {
    if (!required || values.has(name)) continue;
    const place = path === '' ? name : `${path}[${name}]`;
    throw invalidRequest(`Missing required param: ${place}.`, place, 'parameter_missing');
  }
  return new Params(values, path);
}

/** All of one level are named; `param` is the first (recorded). */
function refuseUnknown(tree: FormTree, shape: Shape, path: string): void {
  const unknown = [...tree.keys()].filter((name) => !shape.has(name));
  const places = unknown.map((name) => (path === '' ? name : `${path}[${name}]`));
  if (places.length === 0) return;
  const [first] = places;
  const what = places.length === 1 ? 'unknown parameter' : 'unknown parameters';
  throw invalidRequest(`Received ${what}: ${places.join(', ')}`, first, 'parameter_unknown');
}

function checkParam(node: FormNode, param: Param, place: string): ParamValue {
  if (node === '') {
    if (param.emptyable || param.types.some(({ kind }) => kind === 'map')) return null;
    throw invalidRequest(
      `You passed an empty string for '${place}'. We assume empty values are an attempt to unset a parameter; ` +
        `however '${place}' cannot be unset. You should remove '${place}' from your request or supply a non-empty value.`,
      place,
      'parameter_invalid_empty',
    );
  }
  return checkType(node, chooseType(node, param.types), place);
}

/** Where Stripe takes a scalar or a hash, the form of the value decides; of two scalars the first that accepts it. */
function chooseType(node: FormNode, types: readonly ParamType[]): ParamType {
  const fitting = types.filter((type) => node instanceof Map === isNested(type));
  const chosen = fitting.find((type) => accepts(node, type)) ?? fitting[0] ?? types[0];
  if (chosen === undefined) throw new Error('Bug! A parameter in the API table has no type');
  return chosen;
}

function isNested({ kind }: ParamType): boolean {
  return kind === 'shape' || kind === 'array' || kind === 'map';
}

function accepts(node: FormNode, type: ParamType): boolean {
  if (node instanceof Map) return true;
  if (type.kind === 'enum') return type.values.includes(node);
  if (type.kind === 'bool') return BOOLEANS.has(node);
  return true;
}

function checkType(node: FormNode, type: ParamType, place: string): ParamValue {
  switch (type.kind) {
    case 'int':
      return checkInteger(text(node, place, 'integer'), place);
    case 'bool':
      return checkBoolean(text(node, place, 'boolean'), place);
    case 'str':
      return text(node, place, 'string');
    case 'enum':
      return checkEnum(text(node, place, 'string'), type.values, place);
    case 'array':
      return checkArray(node, type.item, place);
    case 'map':
      return new Params(checkMap(node, place), place);
    case 'shape':
      return checkParams(branch(node, place, 'object'), shapeNamed(type.name), place);
  }
}

/** From memory (assumed): where nothing smaller is documented, Stripe takes 5,000 characters. */
const MAX_LENGTH = 5000;

function text(node: FormNode, place: string, expected: string): string {
  if (typeof node === 'string' && node.length > MAX_LENGTH) {
    throw invalidRequest(
      `Invalid ${expected}: ${node.slice(0, 20)}…${node.slice(-20)}; must be at most ${String(MAX_LENGTH)} characters`,
      place,
    );
  }
  if (typeof node === 'string') return node;
  throw invalidRequest(`Invalid ${expected}: ${place} is a hash`, place);
}

function branch(node: FormNode, place: string, expected: string): FormTree {
  if (node instanceof Map) return node;
  throw invalidRequest(`Invalid ${expected}`, place);
}

function checkInteger(value: string, place: string): number {
  const number = Number(value);
  if (/^-?\d+$/.test(value) && Number.isSafeInteger(number)) return number;
  throw invalidRequest(`Invalid integer: ${value}`, place, 'parameter_invalid_integer');
}

/** Older SDKs for Python and .NET write them as their languages do, and Stripe takes that (documented by Stripe's own SDK). */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
]);

function checkBoolean(value: string, place: string): boolean {
  const known = BOOLEANS.get(value);
  if (known !== undefined) return known;
  throw invalidRequest(`Invalid boolean: ${value}`, place);
}

function checkEnum(value: string, values: readonly string[], place: string): string {
  if (values.includes(value)) return value;
  const last = values.at(-1) ?? '';
  const listed = values.length < 2 ? last : `${values.slice(0, -1).join(', ')}, or ${last}`;
  throw invalidRequest(`Invalid ${place}: must be one of ${listed}`, place);
}

/** Arrays arrive as `a[0]`, `a[1]`; the numbers only order them. */
function checkArray(node: FormNode, item: ParamType, place: string): ParamValue[] {
  const entries = [...branch(node, place, 'array')];
  if (entries.some(([index]) => !/^\d+$/.test(index))) throw invalidRequest('Invalid array', place);
  entries.sort(([a], [b]) => Number(a) - Number(b));
  return entries.map(([index, value]) => checkType(value, item, `${place}[${index}]`));
}

function checkMap(node: FormNode, place: string): Map<string, ParamValue> {
  const values = new Map<string, ParamValue>();
  for (const [key, value] of branch(node, place, 'object')) {
    values.set(key, value === '' ? null : text(value, `${place}[${key}]`, 'string'));
  }
  return values;
}
