/** Longer names can only be nonsense: a caller finds them by their beginning. */
const NAME_AT_MOST = 80;

/** `lines[0].quantity`; a name that is no identifier stands in brackets and quotes. Empty: all of the request. */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((before, part) => {
    if (typeof part === 'number') return `${before}[${part.toString()}]`;
    const name = String(part).slice(0, NAME_AT_MOST);
    if (!/^[A-Za-z_]\w*$/.test(name)) return `${before}[${JSON.stringify(name)}]`;
    return before === '' ? name : `${before}.${name}`;
  }, '');
}
