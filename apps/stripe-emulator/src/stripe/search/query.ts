import { invalidRequest } from '../error';
import type { StripeError } from '../error';
import { isJsonObject } from '../../../../../libs/emulation/objects/json';
import type { Json, JsonObject } from '../../../../../libs/emulation/objects/json';

/** What can be searched for: the fields by name, those with numbers apart. */
export interface Searchable {
  /** As in `/v1/charges/search`. */
  readonly resource: string;
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
}

export type Matches = (object: JsonObject) => boolean;

const OPERATORS = [':', '~', '>=', '<=', '>', '<'] as const;
type Operator = (typeof OPERATORS)[number];

/** `-field`, `metadata["key"]` or a dotted name, then what it is compared with: a quoted text, a number or a word. */
const CLAUSE =
  /^(-?)([\w.]+)(?:\["((?:[^"\\]|\\.)*)"\])?\s*(:|~|>=|<=|>|<)\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"']+)\s*/;
const MOST_CLAUSES = 10;

/** Stripe's search query language (documented): clauses joined by AND or by OR, never by both. */
export function parseQuery(query: string, searchable: Searchable): Matches {
  const clauses: Matches[] = [];
  const joins = new Set<string>();
  let rest = query.trim();
  while (rest !== '') {
    const found = CLAUSE.exec(rest);
    if (found === null) throw unreadable();
    clauses.push(clauseOf(found, searchable));
    rest = rest.slice(found[0].length);
    const [whole, join] = /^(AND|OR)\s+/i.exec(rest) ?? [];
    if (join !== undefined) joins.add(join.toUpperCase());
    else if (rest !== '') joins.add('AND');
    rest = rest.slice(whole?.length ?? 0);
    if (join !== undefined && rest === '') throw unreadable();
  }
  if (clauses.length === 0) throw unreadable();
  if (clauses.length > MOST_CLAUSES) throw refused(`A search query can have up to ${String(MOST_CLAUSES)} clauses.`);
  if (joins.size > 1) throw refused('You cannot use both AND and OR in the same search query.');
  if (joins.has('OR')) return (object) => clauses.some((matches) => matches(object));
  return (object) => clauses.every((matches) => matches(object));
}

function clauseOf(
  [, minus, field = '', key, operator = '', value = '']: RegExpExecArray,
  searchable: Searchable,
): Matches {
  const wanted = unquoted(value);
  const matches = comparison(field, key, operatorOf(operator), wanted, searchable);
  return minus === '-' ? (object) => !matches(object) : matches;
}

function comparison(
  field: string,
  key: string | undefined,
  operator: Operator,
  wanted: string,
  { numbers, resource, texts }: Searchable,
): Matches {
  if (field === 'metadata' && key !== undefined) {
    const matches = textTest(operator, wanted);
    return (object) => matches(metadataOf(object, key));
  }
  const test = key !== undefined ? undefined : testOf(field, { numbers, texts });
  if (test === undefined) {
    throw refused(
      `Field \`${field}\` is an unsupported search field for resource \`${resource}\`. See ` +
        `http://stripe.com/docs/search#query-fields-for-${resource.replaceAll('_', '-')} for a list of supported fields.`,
    );
  }
  const matches = test(operator, wanted);
  return (object) => matches(at(object, field));
}

type Test = (operator: Operator, wanted: string) => (value: Json) => boolean;

function testOf(field: string, { numbers, texts }: Pick<Searchable, 'numbers' | 'texts'>): Test | undefined {
  if (numbers.includes(field)) return numberTest;
  return texts.includes(field) ? textTest : undefined;
}

/** `~` finds a part; letters count alike in both cases (documented). */
function textTest(operator: Operator, wanted: string): (value: Json) => boolean {
  if (operator !== ':' && operator !== '~') {
    throw refused('You can only use the operators `:` and `~` with text fields.');
  }
  if (wanted === 'null') return (value) => value === null;
  const wants = wanted.toLowerCase();
  return (value) => {
    if (value === null || typeof value === 'object') return false;
    const has = String(value).toLowerCase();
    return operator === ':' ? has === wants : has.includes(wants);
  };
}

function numberTest(operator: Operator, wanted: string): (value: Json) => boolean {
  const number = Number(wanted);
  if (Number.isNaN(number)) throw refused(`Invalid number in search query: ${wanted}`);
  if (operator === '~') throw refused('You cannot use the operator `~` with number fields.');
  const compare = COMPARISONS[operator];
  return (value) => typeof value === 'number' && compare(value, number);
}

const COMPARISONS: Readonly<Record<Exclude<Operator, '~'>, (value: number, wanted: number) => boolean>> = {
  ':': (value, wanted) => value === wanted,
  '>': (value, wanted) => value > wanted,
  '<': (value, wanted) => value < wanted,
  '>=': (value, wanted) => value >= wanted,
  '<=': (value, wanted) => value <= wanted,
};

function metadataOf(object: JsonObject, key: string): Json {
  const metadata = object['metadata'];
  return isJsonObject(metadata) ? (metadata[unescaped(key)] ?? null) : null;
}

function at(object: JsonObject, path: string): Json {
  let value: Json = object;
  for (const step of path.split('.')) value = isJsonObject(value) ? (value[step] ?? null) : null;
  return value;
}

function operatorOf(text: string): Operator {
  const operator = OPERATORS.find((candidate) => candidate === text);
  if (operator === undefined) throw unreadable();
  return operator;
}

function unquoted(value: string): string {
  return /^["']/.test(value) ? unescaped(value.slice(1, -1)) : value;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}

/** The words are from memory (assumed). */
function unreadable(): StripeError {
  return refused(
    'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for metadata ' +
      'or key:"value" to query for other fields.',
  );
}

function refused(message: string): StripeError {
  return invalidRequest(message, 'query');
}
