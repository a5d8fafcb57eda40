import { ATTENTION_CODES } from '../libs/domain/payment/payment';
import { codeIn, section, tableRows, textOf } from './docs/pages';

const page = 'docs/attention.md';
const codes = [...ATTENTION_CODES].sort();

/** Who is woken at night must find what to do: the page for operators has every code, and no other. */
test('docs/attention.md says of each code how soon somebody must act, and who', () => {
  const rows = tableRows(textOf(page));
  expect(rows.map(([code = '']) => codeIn(code)[0]).sort()).toEqual(codes);
  for (const [, soon, who] of rows) {
    expect(['now', 'today', 'soon']).toContain(soon);
    expect(who).toMatch(/^(shop|warehouse|operations|developers|finance)$/);
  }
});

test('docs/attention.md says of each code what it means, what to do, and who closes it', () => {
  const told = [...textOf(page).matchAll(/^### `(\w+)`$/gm)].map(([, code = '']) => code);
  expect([...told].sort()).toEqual(codes);
  for (const code of told) {
    const points = [...section(page, `\`${code}\``).matchAll(/^- \*\*(.+?):\*\* \S/gm)].map(([, name]) => name);
    expect([code, points]).toEqual([code, ['Means', 'Do', 'Closed by']]);
  }
});
