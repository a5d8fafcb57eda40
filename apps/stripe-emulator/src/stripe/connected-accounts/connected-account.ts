import { StripeError } from '../error';

const ACCOUNT_ID = /^acct_[A-Za-z0-9]+$/;

/** Connected accounts exist by being named: any id that could be one is one (assumed; there is nothing to set up). */
export function connectedAccount(id: string, what: string, param: string): string {
  if (ACCOUNT_ID.test(id)) return id;
  const message = `No such ${what}: '${id}'`;
  throw new StripeError(400, { type: 'invalid_request_error', message, param, code: 'resource_missing' }, true);
}
