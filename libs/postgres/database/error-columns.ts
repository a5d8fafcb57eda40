import type { PaymentError } from '../../domain/provider/payment-intent-reading';
import { fitting } from './fitting-text';

/** The provider's word for why it refused, as every table that keeps one has it. */
export interface ErrorColumns {
  error_code: string | null;
  error_decline_code: string | null;
  error_message: string | null;
}

/** A refusal as its columns hold it: cut to what fits. */
export function errorColumns({ code, declineCode, message }: PaymentError): ErrorColumns {
  return {
    error_code: fitting(code, 255),
    error_decline_code: declineCode === null ? null : fitting(declineCode, 255),
    error_message: fitting(message, 2000),
  };
}

/** The error of a row that is known to be refused. */
export function errorOf({
  error_code: code,
  error_decline_code: declineCode,
  error_message: message,
}: ErrorColumns): PaymentError {
  return { code: code ?? 'unknown', declineCode, message: message ?? '' };
}
