import { jsonAnswer } from '../../../../libs/emulation/http/answer';
import type { Answer } from '../../../../libs/emulation/http/answer';
import { renderError } from '../stripe/error';
import type { ErrorFields } from '../stripe/error';
import { jsonText } from '../../../../libs/emulation/objects/json';

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
