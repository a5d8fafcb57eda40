import { renderError } from '../stripe/error';
import type { ErrorFields } from '../stripe/error';
import { jsonText } from '../stripe/json';

/** What goes back to the caller. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function jsonAnswer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, text, headers: { 'content-type': 'application/json', ...headers } };
}

export function errorAnswer(
  status: number,
  fields: ErrorFields,
  requestId: string,
  at: number,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const body = renderError(fields, requestId, Math.floor(at));
  return jsonAnswer(status, jsonText(body), { 'request-id': requestId, ...headers });
}
