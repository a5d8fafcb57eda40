import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LEDGER_ACCOUNTS } from '../../../libs/domain/ledger/accounts';
import { readChart } from './chart';

const EXAMPLES = join(__dirname, '../../../docs/charts');

test.each(readdirSync(EXAMPLES))('the example %s has every account of the ledger', (name) => {
  const { accounts, layout, contra } = readChart(join(EXAMPLES, name));
  expect(Object.keys(accounts).sort()).toEqual([...LEDGER_ACCOUNTS].sort());
  expect(contra !== undefined).toBe(layout === 'datev');
});

test('a chart that lacks an account is refused with its name', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'chart-')), 'chart.json');
  const [name = ''] = readdirSync(EXAMPLES);
  const text = readFileSync(join(EXAMPLES, name), 'utf8');
  writeFileSync(file, text.replace('"sales_goods"', '"sales_godos"'));
  expect(() => readChart(file)).toThrow(/sales_g(oods|odos)/);
});
