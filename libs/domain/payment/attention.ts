import type { AttentionCode, Payment } from './payment';

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
