/** One line of a CSV file with its end (RFC 4180); null is an empty cell. */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/**
 * What a spreadsheet would take for a formula begins with a quote mark instead: others chose the texts. A negative
 * number stays one.
 */
function cell(text: string | null): string {
  if (text === null) return '';
  const safe = /^[=+@\t\r]|^-(?![\d.]+$)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
