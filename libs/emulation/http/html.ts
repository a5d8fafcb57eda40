/** A piece of a page in which everything that came from outside is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = string | number | Html | readonly Html[] | null;

/** Text stands as text, whatever is in it; null stands for nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.map((part, at) => part + textOf(values[at] ?? null)).join(''));
}

function textOf(value: Value): string {
  if (value === null) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escaped(String(value));
}

/** Text that stands as text in a page. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A long name that may be broken where a word of it ends: `payment_intent.amount_capturable_updated`. */
export function breakable(name: string): Html {
  return new Html(escaped(name).replaceAll(/[_.]/g, '$&<wbr />'));
}
