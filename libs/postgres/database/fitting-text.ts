/**
 * Text from outside, made to fit its column: PostgreSQL takes neither NUL nor half of a surrogate pair, and a limit
 * must not make an outcome impossible to record.
 * @param lengthAtMost in UTF-16 units, of which there are never fewer than of PostgreSQL's characters
 */
export function fitting(text: string, lengthAtMost: number): string {
  return storable(text.slice(0, lengthAtMost));
}

/** As `fitting`, whatever its length. Most text comes back as it was. */
export function storable(text: string): string {
  return text.replaceAll(UNSTORABLE, '\ufffd');
}

/** NUL, a high surrogate without the low one, a low one without the high one. */
const UNSTORABLE = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
