/** A form body or query string in Stripe's bracket notation, as a tree. Maps, not objects: keys come from outside. */
export type FormNode = string | FormTree;
export type FormTree = Map<string, FormNode>;

/** The body is not a form at all, or larger than any real request. */
export class FormError extends Error {}

/** Stripe's own deepest parameter is six levels down; more is an attack on the parser. */
const MAX_DEPTH = 12;
/** 200 line items of 15 fields each are 3,000 pairs, the largest request there is. */
const MAX_PAIRS = 4000;

/** A key in bracket notation, and its value. */
type Pair = readonly [string, string];

export interface Form {
  readonly tree: FormTree;
  /** As it came. */
  readonly text: string;
  /** The same, decoded, in the order they came. */
  readonly pairs: readonly Pair[];
}

export function parseForm(text: string): Form {
  const tree: FormTree = new Map();
  if (text === '') return { tree, text, pairs: [] };
  const encoded = text.split('&').filter((pair) => pair !== '');
  if (encoded.length > MAX_PAIRS)
    throw new FormError(`Too many parameters: at most ${String(MAX_PAIRS)} are accepted.`);
  const pairs = encoded.map(decodePair);
  for (const [key, value] of pairs) insert(tree, pathOf(key), value);
  return { tree, text, pairs };
}

function decodePair(pair: string): Pair {
  const equals = pair.indexOf('=');
  if (equals < 0) return [decode(pair), ''];
  return [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
}

/** Most keys and values have nothing of it. */
const ENCODED = /[%+]/;

function decode(text: string): string {
  if (!ENCODED.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new FormError('Invalid request (the body is not valid application/x-www-form-urlencoded).');
  }
}

function pathOf(key: string): string[] {
  const open = key.indexOf('[');
  if (open <= 0) return [key];
  if (!key.endsWith(']')) throw new FormError(`Invalid request (unbalanced brackets in parameter '${key}').`);
  const path = [key.slice(0, open), ...key.slice(open + 1, -1).split('][')];
  if (path.length > MAX_DEPTH) throw new FormError('Invalid request (parameters are nested too deeply).');
  return path;
}

function insert(tree: FormTree, path: readonly string[], value: string): void {
  const [key = '', ...rest] = path;
  const next = rest[0];
  const place = key === '' ? arrayPlace(tree, next) : key;
  if (next === undefined) {
    tree.set(place, value);
    return;
  }
  const existing = tree.get(place);
  if (existing instanceof Map) {
    insert(existing, rest, value);
    return;
  }
  if (existing !== undefined && existing !== '') throw new FormError(`Invalid request ('${place}' is sent twice).`);
  const branch: FormTree = new Map();
  tree.set(place, branch);
  insert(branch, rest, value);
}

/** `a[][b]=1&a[][c]=2` is one element, a repeated field starts the next one. */
function arrayPlace(tree: FormTree, field: string | undefined): string {
  const last = tree.size - 1;
  const current = tree.get(String(last));
  const continues = field !== undefined && current instanceof Map && !current.has(field);
  return String(continues ? last : last + 1);
}
