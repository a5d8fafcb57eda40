import type Stripe from 'stripe';
import { shows } from '../../../libs/emulation/conformance/expectations';
import { errorOf } from '../src/emulator-under-test';

export { equal, eventually, holds, shows } from '../../../libs/emulation/conformance/expectations';

interface Refusal {
  /** Undefined: whatever it is. */
  readonly status?: number | undefined;
  readonly type?: string;
  readonly code?: string | undefined;
  readonly param?: string | undefined;
  readonly decline_code?: string;
  readonly advice_code?: string | undefined;
  readonly message?: string | RegExp;
}

/** The call fails with this error; 400 unless said. */
export async function refused(call: Promise<unknown>, expected: Refusal): Promise<Stripe.errors.StripeError> {
  const error = await errorOf(call);
  const { statusCode, rawType, code, param, decline_code, advice_code, message } = error;
  const status = 'status' in expected ? (expected.status ?? statusCode) : 400;
  const shown = { status: statusCode, type: rawType, code, param, decline_code, advice_code, message };
  shows(shown, { ...expected, status });
  return error;
}

/** The object behind a field that may be expanded. */
export function expanded<T extends object>(field: string | T | null | undefined): T {
  if (field === null || field === undefined || typeof field === 'string') {
    throw new Error(`Expected an expanded object, not ${String(field)}`);
  }
  return field;
}

export function idOf(field: string | { readonly id: string } | null | undefined): string {
  if (field === null || field === undefined) throw new Error('Expected an id');
  return typeof field === 'string' ? field : field.id;
}
