import { z } from 'zod';

/** What a key may do, each with all of those before it; `write` does everything (docs/decisions/0063). */
export const ACCESSES = ['read', 'operate', 'money', 'write'] as const;

/** What a key may do. */
export type Access = (typeof ACCESSES)[number];

/** Whether who has one access may do what needs another. */
export function includesAccess(has: Access, needed: Access): boolean {
  return ACCESSES.indexOf(has) >= ACCESSES.indexOf(needed);
}

/** One key of the API. */
export interface ApiKey {
  /** Who has the key; stands in logs. */
  readonly name: string;
  readonly access: Access;
  /** The secret itself. */
  readonly key: string;
}

type Entry = { readonly rule: string } | { readonly parsed: ApiKey };

/**
 * `name:access:key`, separated by commas. What is wrong is told by the entry's position and the broken rule: no part of
 * an entry is shown, for any of them may be a key that stands in the wrong place.
 */
export const apiKeyList: z.ZodType<readonly ApiKey[], string> = z.string().transform((list, context) => {
  const entries = list.split(',').map((entry) => entryOf(entry.trim()));
  const keys = entries.flatMap((entry) => ('parsed' in entry ? [entry.parsed] : []));
  entries.forEach((entry, at) => {
    const rule = 'rule' in entry ? entry.rule : repeated(entry.parsed, entries.slice(0, at));
    if (rule !== undefined)
      context.addIssue({ code: 'custom', message: `entry ${(at + 1).toString()}: ${rule}`, input: undefined });
  });
  return keys;
});

function entryOf(written: string): Entry {
  const [name = '', access = '', key = '', ...rest] = written.split(':');
  if (key === '' || rest.length > 0) return { rule: 'an entry is name:access:key' };
  if (!/^[A-Za-z0-9._-]{1,32}$/.test(name))
    return { rule: 'a name is 1 to 32 letters, digits, dots, underscores and hyphens' };
  const known = ACCESSES.find((each) => each === access);
  if (known === undefined) return { rule: `the access is one of ${ACCESSES.join(', ')}` };
  if (!/^[A-Za-z0-9_-]{32,256}$/.test(key))
    return { rule: 'a key is 32 to 256 letters, digits, underscores and hyphens' };
  return { parsed: { name, access: known, key } };
}

function repeated({ name, key }: ApiKey, earlier: readonly Entry[]): string | undefined {
  const same = (what: (other: ApiKey) => boolean): number =>
    earlier.findIndex((entry) => 'parsed' in entry && what(entry.parsed)) + 1;
  const ofName = same((other) => other.name === name);
  if (ofName > 0) return `its name is that of entry ${ofName.toString()}`;
  const ofKey = same((other) => other.key === key);
  return ofKey > 0 ? `its key is that of entry ${ofKey.toString()}` : undefined;
}
