import type { z } from 'zod';

/**
 * What is wrong with a field, for the person who wrote the request: short, and with what belongs there.
 * @returns undefined for a kind of trouble whose schema says it itself
 */
export function fieldWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${typeWords(issue.expected)}`;
    case 'invalid_value':
      return issue.input === undefined ? 'is missing' : `must be ${choiceOf(issue.values)}`;
    case 'too_small':
      return `must ${limitWords(issue.origin, 'at least', issue.minimum)}`;
    case 'too_big':
      return `must ${limitWords(issue.origin, 'at most', issue.maximum)}`;
    case 'invalid_format':
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return undefined;
  }
}

/** JSON's types, as a person calls them; the others stand for themselves. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function typeWords(expected: string): string {
  return TYPE_WORDS[expected] ?? expected;
}

function choiceOf(values: readonly unknown[]): string {
  const written = values.map((value) => JSON.stringify(value));
  return written.length === 1 ? written.join('') : `one of ${written.join(', ')}`;
}

function limitWords(origin: string, bound: string, limit: number | bigint): string {
  const size = limit.toString();
  switch (origin) {
    case 'string':
      return `have ${bound} ${size} ${size === '1' ? 'character' : 'characters'}`;
    case 'array':
      return `have ${bound} ${size} ${size === '1' ? 'entry' : 'entries'}`;
    default:
      return `be ${bound} ${size}`;
  }
}
