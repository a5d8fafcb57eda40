/** What goes back to the caller. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer whose body is that JSON text. */
export function jsonAnswer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, text, headers: { 'content-type': 'application/json', ...headers } };
}

/** A page for a browser. */
export function htmlAnswer(status: number, text: string): Answer {
  return { status, text, headers: { 'content-type': 'text/html; charset=utf-8' } };
}
