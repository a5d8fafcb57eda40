import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { searchAttributes } from '../libs/temporal/search-attributes';

test('docker compose registers the search attributes that the workflows set', () => {
  const script = readFileSync(join(__dirname, '../docker/temporal-namespace.sh'), 'utf8');
  const [, list = ''] = /search_attributes='\n([^']*)'/.exec(script) ?? [];
  expect(list.trim().split('\n')).toEqual(searchAttributes.map(({ name, type }) => `${name}=${type}`));
});
