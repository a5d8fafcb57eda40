import { openDatabase, type Database } from '../../../libs/postgres/database/database';
import { createOrderReader, type OrderReader } from '../../../libs/postgres/reading/order-reader';
import { makeNew, rememberAsNew } from './new-database';
import { createTestDatabase, TEST_DEPLOYMENT } from '../postgres';

/** A database of the caller's own, with the reader that shows what is in it. */
export interface ShopDatabase {
  readonly deployment: string;
  readonly url: string;
  readonly database: Database;
  readonly reader: OrderReader;
  drop(): Promise<void>;
}

/** @param deployment whose it is; each has orders of its own at a Stripe account */
export async function createShopDatabase(deployment = TEST_DEPLOYMENT): Promise<ShopDatabase> {
  const created = await createTestDatabase(deployment);
  const database = openDatabase({ url: created.url, applicationName: 'test' });
  return {
    deployment,
    url: created.url,
    database,
    reader: createOrderReader(database),
    drop: async () => {
      await database.destroy();
      await created.drop();
    },
  };
}

/**
 * One line sets a test file up: a database for all of its tests.
 * @param emptied whether it is as new for every test; its tests alter no table
 * @param ofEachTest whether every test has one of its own
 */
export function openShopDatabase({ emptied = false, ofEachTest = false } = {}): ShopDatabase {
  let opened: ShopDatabase | undefined;
  const place = (): ShopDatabase => {
    if (opened === undefined) throw new Error('the database is open while a test or one of its hooks runs');
    return opened;
  };
  (ofEachTest ? beforeEach : beforeAll)(async () => {
    opened = await createShopDatabase();
    if (emptied) await rememberAsNew(opened.database);
  });
  if (emptied) afterEach(() => makeNew(place().database));
  (ofEachTest ? afterEach : afterAll)(() => place().drop());
  return {
    get deployment() {
      return place().deployment;
    },
    get url() {
      return place().url;
    },
    get database() {
      return place().database;
    },
    get reader() {
      return place().reader;
    },
    drop: () => place().drop(),
  };
}
