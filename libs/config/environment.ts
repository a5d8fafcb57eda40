import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** The environment as a process got it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Names every variable that is missing or wrong, all at once, and never the value of a secret. */
class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** May hold a password or key: read from `NAME` or from the file that `NAME_FILE` names, and never shown. */
const secrets: ReadonlySet<string> = new Set([
  'API_KEYS',
  'DATABASE_URL',
  'EVENT_ENDPOINTS',
  'HOLDFAST_API_KEY',
  'STRIPE_API_KEY',
  'STRIPE_WEBHOOK_SECRETS',
  'TEMPORAL_API_KEY',
  'WOOSHPAY_API_KEY',
  'WOOSHPAY_WEBHOOK_SECRETS',
]);

/** A rule over several variables: a sentence when it is broken. It sees the raw values, the wrong ones among them. */
export type Rule = (values: Environment) => string | undefined;

/**
 * Parses the variables that `schema` names; everything else in the environment is not ours.
 * @throws ConfigError that names every wrong variable at once
 */
export function parseEnvironment<Schema extends z.ZodObject>(
  process: string,
  schema: Schema,
  env: Environment,
  ...rules: readonly Rule[]
): Readonly<z.output<Schema>> {
  const problems: string[] = [];
  const values: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    try {
      const value = valueOf(name, env);
      // Empty means not set: that is how a line is switched off in .env and in docker-compose.yml.
      if (value !== undefined && value !== '') values[name] = value;
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  const broken = rules.flatMap((rule) => rule(values) ?? []);
  const parsed = schema.safeParse(values);
  if (parsed.success && problems.length + broken.length === 0) return Object.freeze(parsed.data);

  const spoken = new Set(problems.map((problem) => problem.split(/\s|_FILE/)[0]));
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    if (!spoken.has(name)) problems.push(describe(name, values[name], issue.message));
  }
  problems.push(...broken);
  throw new ConfigError(
    `${process} cannot start: its environment is not right.\n${problems.map((line) => `  ${line}`).join('\n')}\n` +
      'Every variable is explained in .env.example.',
  );
}

function valueOf(name: string, env: Environment): string | undefined {
  const value = env[name];
  const file = secrets.has(name) ? env[`${name}_FILE`] : undefined;
  if (file === undefined || file === '') return value;
  if (value !== undefined && value !== '') throw new Error(`${name} and ${name}_FILE are both set; set one of them`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`${name}_FILE names ${file}, which cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function describe(name: string, value: string | undefined, message: string): string {
  if (value === undefined) return `${name} is missing: ${message}`;
  return secrets.has(name) ? `${name} (not shown): ${message}` : `${name}="${value}": ${message}`;
}
