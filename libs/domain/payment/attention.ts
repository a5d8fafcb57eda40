import type { Requester } from '../orders/requester';
import { ATTENTION_CODES, type AttentionCode, type Payment } from './payment';

/** A person says that what an alert is about is solved. */
export interface AttentionClosing extends Requester {
  readonly orderId: string;
  readonly code: AttentionCode;
  /** Who has solved it, in the shop's words. */
  readonly by: string;
  readonly reason: string;
}

/** What became of it. */
export interface AttentionClosed {
  /** `attention_not_open`: somebody else closed it, or Holdfast itself. */
  readonly kind: 'attention_closed' | 'attention_not_open';
}

/** The payment with a call for a person; one of a kind at a time. False: with none. */
export function withAttention(payment: Payment, code: AttentionCode | false): Payment {
  if (code === false || payment.attention.includes(code)) return payment;
  return { ...payment, attention: [...payment.attention, code] };
}

/** The payment without a call that has settled itself. */
export function withoutAttention(payment: Payment, code: AttentionCode): Payment {
  if (!payment.attention.includes(code)) return payment;
  return { ...payment, attention: payment.attention.filter((each) => each !== code) };
}

/** Whether a message, which anybody may have sent, says which alerts are open. */
export function areAttentionCodes(message: unknown): message is AttentionCode[] {
  return Array.isArray(message) && message.every((each) => ATTENTION_CODES.some((code) => code === each));
}
