import type { Params } from '../../wire/params';
import { refusal } from '../error';

/** Documented: 22 characters, none of these, and at least one letter. */
const MAX_LENGTH = 22;
const FORBIDDEN = /[<>\\'"*]/;

/** Cards take the suffix only (documented; the words recorded). */
export function refuseDescriptor(params: Params): void {
  if (!params.has('statement_descriptor')) return;
  throw refusal(
    'The statement_descriptor parameter is not supported for the payment_method_type `card`. To continue supporting ' +
      'payment_method_type `card`, please pass in `statement_descriptor_suffix` or remove the `statement_descriptor` ' +
      'parameter altogether.',
    'statement_descriptor',
    'payment_intent_invalid_parameter',
  );
}

/** An increment takes the whole descriptor, for cards too (documented). */
export function checkedDescriptor(params: Params): string | undefined {
  return checked(params, 'statement_descriptor', 'statement descriptor');
}

export function checkedSuffix(params: Params): string | undefined {
  return checked(params, 'statement_descriptor_suffix', 'statement descriptor suffix');
}

/** The rules are documented, the words are assumed. */
function checked(params: Params, name: string, what: string): string | undefined {
  const text = params.text(name);
  if (text === undefined) return undefined;
  if (text.length > MAX_LENGTH) {
    throw refusal(`The ${what} must be at most ${String(MAX_LENGTH)} characters.`, name);
  }
  if (FORBIDDEN.test(text)) {
    throw refusal(`The ${what} can't include the following characters: <, >, \\, ', ", *.`, name);
  }
  if (!/\p{Letter}/u.test(text)) throw refusal(`The ${what} must contain at least one alphabetic character.`, name);
  return text;
}
