import { csvLine } from './csv';

test.each([
  { cells: ['a', null, '-12.50'], line: 'a,,-12.50\r\n' },
  { cells: ['say "hi"', 'a,b', 'two\nlines'], line: '"say ""hi""","a,b","two\nlines"\r\n' },
  { cells: ['=1+1', '+49', '@x', '-1+1', '-x'], line: "'=1+1,'+49,'@x,'-1+1,'-x\r\n" },
])('$line', ({ cells, line }) => {
  expect(csvLine(cells)).toBe(line);
});
