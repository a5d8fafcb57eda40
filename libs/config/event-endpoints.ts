import { z } from 'zod';
import { isInternalHost } from './internal-address';

/** Where events are pushed to. */
export interface EventEndpoint {
  /** Stands in logs, metrics and the list of deliveries. */
  readonly name: string;
  readonly url: string;
  /** Every event is signed with each of them: several while one is rolled. */
  readonly secrets: readonly string[];
}

type Entry = { readonly rule: string } | { readonly parsed: EventEndpoint };

/**
 * `name url secret`, more secrets behind it while one is rolled; several endpoints are separated by commas. What is
 * wrong is told by the entry's position: no part of an entry is shown, for any may be a secret in the wrong place.
 */
export const eventEndpointList: z.ZodType<readonly EventEndpoint[], string> = z.string().transform((list, context) => {
  const entries = list.split(',').map((entry) => entryOf(entry.trim().split(/\s+/)));
  const endpoints = entries.flatMap((entry) => ('parsed' in entry ? [entry.parsed] : []));
  entries.forEach((entry, at) => {
    const rule = 'rule' in entry ? entry.rule : repeated(entry.parsed, entries.slice(0, at));
    if (rule === undefined) return;
    context.addIssue({ code: 'custom', message: `entry ${(at + 1).toString()}: ${rule}`, input: undefined });
  });
  return endpoints;
});

function entryOf([name = '', url = '', ...secrets]: readonly string[]): Entry {
  if (secrets.length === 0) return { rule: 'an entry is: name url secret' };
  if (!/^[A-Za-z0-9._-]{1,32}$/.test(name))
    return { rule: 'a name is 1 to 32 letters, digits, dots, underscores and hyphens' };
  if (!URL.canParse(url) || !['http:', 'https:'].includes(new URL(url).protocol))
    return { rule: 'the second part is a URL that begins with https://' };
  const { username, password } = new URL(url);
  if (username + password !== '') return { rule: 'the URL has a user or password: events are signed instead' };
  if (!secrets.every(isSecret))
    return { rule: 'a secret is whsec_ and 24 to 64 bytes in base64, as `openssl rand -base64 32` makes them' };
  return { parsed: { name, url, secrets } };
}

/** As Standard Webhooks has it: https://www.standardwebhooks.com */
function isSecret(secret: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  if (encoded === undefined) return false;
  const bytes = Buffer.from(encoded, 'base64').length;
  return bytes >= 24 && bytes <= 64;
}

function repeated({ name }: EventEndpoint, earlier: readonly Entry[]): string | undefined {
  const same = earlier.findIndex((entry) => 'parsed' in entry && entry.parsed.name === name) + 1;
  return same > 0 ? `its name is that of entry ${same.toString()}` : undefined;
}

/** Why events must not be sent to an endpoint unless internal addresses are allowed; undefined when they may. */
export function whyInternal({ name, url }: EventEndpoint): string | undefined {
  const { protocol, hostname } = new URL(url);
  if (isInternalHost(hostname)) return `endpoint ${name} is an internal address`;
  return protocol === 'https:' ? undefined : `endpoint ${name} is not https`;
}
