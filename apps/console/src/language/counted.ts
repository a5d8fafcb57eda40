/** What is said of one, and of any other number; `#` is the number. */
interface Forms {
  readonly one: string;
  readonly other: string;
}

/** Words for a count, by the plural rules of a language. @param tag of the language, as for Intl */
export function countedIn(tag: string, { one, other }: Forms): (count: number) => string {
  const rules = new Intl.PluralRules(tag);
  const digits = new Intl.NumberFormat(tag);
  return (count) => (rules.select(count) === 'one' ? one : other).replace('#', digits.format(count));
}
