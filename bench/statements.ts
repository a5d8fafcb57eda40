import { open, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/** Every statement that PostgreSQL is asked, by its own log: by whom, of which kind, in how many transactions. */

export interface Asked {
  readonly transactions: number;
  readonly statements: number;
  /** How often each kind, such as `select captures`; the commonest first. */
  readonly kinds: readonly (readonly [string, number])[];
}

/** What each program asked, by the name that it gives its connections. */
export type AskedBy = ReadonlyMap<string, Asked>;

const LOG_ALL = [
  `alter system set log_statement = 'all'`,
  `alter system set log_line_prefix = '%a %p|'`,
  `alter system set log_parameter_max_length = 0`,
];
const LOG_AS_BEFORE = [
  'alter system reset log_statement',
  'alter system reset log_line_prefix',
  'alter system reset log_parameter_max_length',
];

/** The server writes its log, and whoever reads it writes it on, a moment after it was asked. */
const WRITTEN_AFTER_MS = 500;

/**
 * Counts what a database is asked while something is done. @param logFile of the server; it must be our own, as logging
 * everything is not for others
 */
export async function countStatements(url: string, logFile: string, work: () => Promise<void>): Promise<AskedBy> {
  const client = new Client({ connectionString: url, application_name: 'bench' });
  await client.connect();
  const set = async (settings: readonly string[]): Promise<void> => {
    for (const setting of settings) await client.query(setting);
    await client.query('select pg_reload_conf()');
    await pause(WRITTEN_AFTER_MS);
  };
  try {
    await set(LOG_ALL);
    const { size: from } = await stat(logFile);
    await work();
    await pause(WRITTEN_AFTER_MS);
    const { size: to } = await stat(logFile);
    await set(LOG_AS_BEFORE);
    return countLines(await textBetween(logFile, from, to));
  } finally {
    await client.end();
  }
}

async function textBetween(path: string, from: number, to: number): Promise<string> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
    return buffer.toString('utf8');
  } finally {
    await file.close();
  }
}

/** A simple statement, or one of the extended protocol, prepared under a name or not. */
const STATEMENT = /^(?<program>\S*) (?<connection>\d+)\|LOG: {2}(?:statement|execute [^:]*): (?<sql>.*)$/;

/** A statement of several lines goes on behind a tab. */
const FURTHER_LINE = '\n\t';

/** @param log lines as `LOG_ALL` has them written */
export function countLines(log: string): AskedBy {
  const counts = new Map<string, { transactions: number; statements: number; kinds: Map<string, number> }>();
  const inTransaction = new Set<string>();
  for (const line of log.replaceAll(FURTHER_LINE, ' ').split('\n')) {
    const { program, connection, sql } = STATEMENT.exec(line)?.groups ?? {};
    if (program === undefined || connection === undefined || sql === undefined) continue;
    const count = counts.get(program) ?? { transactions: 0, statements: 0, kinds: new Map<string, number>() };
    counts.set(program, count);
    const kind = kindOf(sql);
    count.statements += 1;
    count.kinds.set(kind, (count.kinds.get(kind) ?? 0) + 1);
    if (kind === 'commit' || kind === 'rollback') inTransaction.delete(connection);
    else if (!inTransaction.has(connection)) count.transactions += 1;
    if (kind === 'begin') inTransaction.add(connection);
  }
  return new Map(
    [...counts].map(([program, { kinds, ...sums }]) => [
      program,
      { ...sums, kinds: [...kinds].sort(([, one], [, other]) => other - one) },
    ]),
  );
}

/** The verb, and every table behind it in the order in which they are named. */
function kindOf(sql: string): string {
  const text = sql.trim().toLowerCase();
  const verb = /^[a-z]+/.exec(text)?.[0] ?? '?';
  if (verb === 'start') return 'begin';
  const tables = [...text.matchAll(/\b(?:from|join|into|update)\s+(?:only\s+)?"?([a-z_]+)"?(?!\s*\()/g)].map(
    ([, table = '']) => table,
  );
  return [verb, [...new Set(tables)].join('+')].join(' ').trim();
}
