/**
 * Text from outside, made to fit its column: PostgreSQL takes no NUL, and a limit must not make an outcome impossible
 * to record.
 */
export function fitting(text: string, lengthAtMost: number): string {
  return text.replaceAll('\0', '\ufffd').slice(0, lengthAtMost);
}
