import type { Word } from '../calls/call';

/** An answer of Stripe's, as it goes over the wire. */
export interface StripeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** Answers that Stripe gives instead of doing what was asked. */
export function refusal(kind: 'error_500' | 'rate_limit' | 'lock_timeout' | 'forbidden'): StripeAnswer {
  switch (kind) {
    case 'error_500':
      return problem(500, { type: 'api_error', message: 'Something went wrong on our side. (fault)' });
    case 'rate_limit':
      return problem(
        429,
        { type: 'invalid_request_error', code: 'rate_limit', message: 'Request rate limit exceeded. (fault)' },
        { 'stripe-rate-limited-reason': 'endpoint-rate' },
      );
    case 'lock_timeout':
      return problem(
        429,
        { type: 'invalid_request_error', code: 'lock_timeout', message: 'This object cannot be accessed now. (fault)' },
        { 'stripe-should-retry': 'true' },
      );
    case 'forbidden':
      return problem(403, {
        type: 'invalid_request_error',
        message: 'The provided key does not have the required permissions for this endpoint. (fault)',
      });
  }
}

function problem(status: number, error: object, headers: Readonly<Record<string, string>> = {}): StripeAnswer {
  const body = Buffer.from(JSON.stringify({ error }));
  return { status, headers: { 'content-type': 'application/json', 'request-id': 'req_fault', ...headers }, body };
}

/** A value that Stripe adds tomorrow. */
export const NEW_VALUE = 'brand_new_value';

/** Fields whose value is one of a list of words, besides `status`. Source: the reference of each object, https://docs.stripe.com/api */
const WORD_FIELDS: ReadonlySet<string> = new Set([
  ...['brand', 'cancellation_reason', 'capture_method', 'decline_code', 'failure_code', 'failure_reason', 'funding'],
  ...['network', 'network_status', 'payment_method_types', 'reason', 'reporting_category', 'risk_level', 'type'],
]);

/** Which words an answer has. */
export function wordsOf(body: Buffer): Word[] {
  const found = new Set<Word>();
  const parsed = parse(body);
  if (parsed === undefined) return [];
  replaceWords(parsed, (word) => {
    found.add(word);
    return false;
  });
  return [...found];
}

/** The same answer with words that nobody knows. */
export function withNewWords(body: Buffer, replaced: Word): Buffer {
  const parsed = parse(body);
  if (parsed === undefined) return body;
  return Buffer.from(JSON.stringify(replaceWords(parsed, (word) => word === replaced)));
}

/** A refusal has no words that are ours to change: its type is part of the protocol. */
function parse(body: Buffer): unknown {
  try {
    const parsed: unknown = JSON.parse(body.toString());
    return typeof parsed === 'object' && parsed !== null && !('error' in parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** `status` of the object itself, or of those in a list, is one word; everything else in it the others. */
function replaceWords(answer: unknown, isReplaced: (word: Word) => boolean): unknown {
  const walk = (value: unknown, depth: number): unknown => {
    if (Array.isArray(value)) return value.map((each) => walk(each, depth));
    if (typeof value !== 'object' || value === null) return value;
    const object = 'object' in value ? value.object : undefined;
    const isList = object === 'list';
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]): [string, unknown] => {
        // The type of an event is its name: no event gets another one.
        if (key === 'metadata' || (key === 'type' && object === 'event')) return [key, inner];
        const word = wordOf(key, inner, depth);
        if (word !== undefined) return [key, isReplaced(word) ? NEW_VALUE : inner];
        return [key, walk(inner, isList ? depth : depth + 1)];
      }),
    );
  };
  return walk(answer, 0);
}

function wordOf(key: string, value: unknown, depth: number): Word | undefined {
  if (typeof value !== 'string') return undefined;
  if (key === 'status') return depth === 0 ? 'status' : 'others';
  return WORD_FIELDS.has(key) ? 'others' : undefined;
}
