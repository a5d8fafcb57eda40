import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Requester } from '../../../../libs/domain/orders/requester';
import { clientBehind } from '../access/client';
import { hasCardNumber } from '../input/card-number';
import { invalidRequest } from '../problems/problem';
import type { HttpRequest } from './request';

/** Who sits at the program that asks: a name or a number of the shop's own. */
export const ACTOR_HEADER = 'Holdfast-Actor';

/** What the OpenAPI document says of the header. */
export const ACTOR_HEADER_DESCRIPTION =
  "Who of the shop's people sends the request, 1 to 100 characters. The timeline shows it as `person`, and Temporal " +
  'shows it too: a staff number is enough';

/** Printable characters of a header: https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const PERSON = /^(?! )[\x20-\x7e\xa0-\xff]{1,100}$/;

/** Whose request is being handled, as a parameter of a handler. */
export const RequestedBy = createParamDecorator((_data: unknown, context: ExecutionContext): Requester => {
  const request = context.switchToHttp().getRequest<HttpRequest>();
  const client = clientBehind(request);
  const keyName = client?.name;
  // Who signed in as Jane does not act as John.
  const person = client?.session?.person ?? personOf(request);
  return {
    requestId: request.id,
    ...(keyName !== undefined && { keyName }),
    ...(person !== undefined && { person }),
  };
});

function personOf({ headers }: HttpRequest): string | undefined {
  const named = headers[ACTOR_HEADER.toLowerCase()];
  if (named === undefined || named === '') return undefined;
  if (typeof named === 'string' && PERSON.test(named) && !hasCardNumber(named)) return named;
  throw invalidRequest([{ path: ACTOR_HEADER, message: 'must be 1 to 100 printable characters, and no card number' }]);
}
