import type { PaymentProvider } from '../../../libs/domain/capabilities/payment-provider';
import type { Word } from '../calls/call';

/** An answer of a provider's, as it goes over the wire. */
export interface ProviderAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

type Refusal = 'error_500' | 'rate_limit' | 'lock_timeout' | 'conflict' | 'forbidden';

/** An answer that is given instead of doing what was asked. */
export function refusal(channel: PaymentProvider, kind: Refusal): ProviderAnswer {
  switch (kind) {
    case 'error_500':
      return problem(500, { type: 'api_error', message: 'Something went wrong on our side. (fault)' });
    case 'rate_limit':
      return channel === 'stripe'
        ? problem(
            429,
            { type: 'invalid_request_error', code: 'rate_limit', message: 'Request rate limit exceeded. (fault)' },
            { 'stripe-rate-limited-reason': 'endpoint-rate' },
          )
        : problem(429, { type: 'api_error', message: 'Too many requests hit the API too quickly. (fault)' });
    case 'lock_timeout':
      return problem(
        429,
        { type: 'invalid_request_error', code: 'lock_timeout', message: 'This object cannot be accessed now. (fault)' },
        { 'stripe-should-retry': 'true' },
      );
    case 'conflict':
      return problem(409, { type: 'idempotency_error', message: 'This conflicts with another request. (fault)' });
    case 'forbidden':
      return problem(403, {
        type: 'invalid_request_error',
        message: 'The provided key does not have the required permissions for this endpoint. (fault)',
      });
  }
}

function problem(status: number, error: object, headers: Readonly<Record<string, string>> = {}): ProviderAnswer {
  const body = Buffer.from(JSON.stringify({ error }));
  return { status, headers: { 'content-type': 'application/json', 'request-id': 'req_fault', ...headers }, body };
}

/** A value that a provider adds tomorrow. */
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
