import { isDeepStrictEqual } from 'node:util';

type Json = Readonly<Record<string, unknown>>;

/**
 * Gives every object within a named schema a name of its own, made of where it stands: `OrderLine` of the lines of an
 * Order. A generator that finds one without would number it, and the numbers would change with the next field.
 */
export function withEachObjectNamed(schemas: Readonly<Record<string, unknown>>): Record<string, Json> {
  const named: Record<string, Json> = {};
  const isFree = (name: string, schema: Json): boolean => {
    const known = named[name] ?? schemas[name];
    return known === undefined || isDeepStrictEqual(known, schema);
  };

  const nameWithin = (schema: Json, name: string): Json =>
    Object.fromEntries(
      Object.entries(schema).map(([key, part]) => {
        if (key === 'properties' && isJson(part)) {
          const told = Object.entries(part).map(([field, each]) => [field, place(each, name + pascal(field))]);
          return [key, Object.fromEntries(told)];
        }
        if ((key === 'anyOf' || key === 'oneOf') && Array.isArray(part)) {
          return [key, part.map((each: unknown) => place(each, name + kindOf(each)))];
        }
        if (key === 'items') return [key, place(part, singular(name))];
        return key === 'additionalProperties' ? [key, place(part, `${name}Value`)] : [key, part];
      }),
    );

  const place = (schema: unknown, name: string): unknown => {
    if (!isJson(schema)) return schema;
    const whole = nameWithin(schema, name);
    if (schema['type'] !== 'object' || schema['properties'] === undefined) return whole;
    if (!isFree(name, whole)) throw new Error(`Bug! Two schemas of the API have the name ${name}: give one an id`);
    named[name] = whole;
    return { $ref: `#/components/schemas/${name}` };
  };

  for (const [name, schema] of Object.entries(schemas)) if (isJson(schema)) named[name] = nameWithin(schema, name);
  return named;
}

/** `next_action` and `nextAction` are both NextAction. */
function pascal(name: string): string {
  return name.replace(/(^|_)([a-z])/g, (_whole, _before: string, letter: string) => letter.toUpperCase());
}

/** Of a list of transactions each is a transaction. */
function singular(name: string): string {
  return name.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');
}

/** Of alternatives that a field tells apart, what it says; nothing where there is only one. */
function kindOf(schema: unknown): string {
  const properties = isJson(schema) && isJson(schema['properties']) ? Object.values(schema['properties']) : [];
  const constant = properties.flatMap((each) =>
    isJson(each) && typeof each['const'] === 'string' ? [each['const']] : [],
  );
  return pascal(constant[0] ?? '');
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
