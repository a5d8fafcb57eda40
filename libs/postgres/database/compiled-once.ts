import { createQueryId, sql, type CompiledQuery, type QueryResult, type RawBuilder } from 'kysely';
import type { Database, Transaction } from './database';

/** Stands in a query for a value that comes each time it is asked. */
export type Given<Values> = <Name extends keyof Values>(name: Name) => RawBuilder<Values[Name]>;

class Slot<Values> {
  constructor(readonly valueIn: (values: Values) => unknown) {}
}

/**
 * A query whose text is made once, the first time it is asked: making it costs as much as asking it.
 * @param compile builds it, the same text whatever the values, and calls `compile` of it
 */
export function compiledOnce<Values extends object, Row>(
  compile: (database: Database | Transaction, given: Given<Values>) => CompiledQuery<Row>,
): (database: Database | Transaction, values: Values) => Promise<QueryResult<Row>> {
  const given: Given<Values> = (name) => sql`${new Slot<Values>((values) => values[name])}`;
  let compiled: CompiledQuery<Row> | undefined;
  return (database, values) => {
    compiled ??= compile(database, given);
    const parameters = compiled.parameters.map((value) => (value instanceof Slot ? value.valueIn(values) : value));
    return database.executeQuery({ ...compiled, queryId: createQueryId(), parameters });
  };
}
