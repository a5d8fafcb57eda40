import { cellId, type Cell } from './cell';
import type { Wrong } from './end';
import type { Fault } from './fault';

/** Cells whose right end is another than that of the undisturbed life, each with the reason. */
export interface Exception {
  /** Of `cellId`, without the fault: `life | call`. */
  readonly where: RegExp;
  readonly faults: readonly Fault[];
  /** Everything that is not as in the undisturbed life must be this. */
  readonly shows: RegExp;
  readonly reason: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    where: /^adjustment with a raise \| stripe worker POST \/v1\/payment_intents #1/,
    faults: ['unknown_words'],
    shows: /^answer: shipment P1 was answered 409.*amount_exceeds_hold/s,
    reason: 'Whether the card can be raised is not understood, so the shop is told the most that is certain.',
  },
  {
    where: /^renewal \| stripe worker POST \/v1\/payment_intents #2/,
    faults: ['forbidden'],
    shows: /^attention: open: reauthorization_failed; right: none/,
    reason:
      'What our key may not do is one attempt at a renewal (0015): the shipment leaves with the old hold, and a person is told.',
  },
  {
    where: /^(WooshPay: )?lines on a second hold \| \w+ worker POST \/v1\/payment_intents(\/:id\/confirm)? #2/,
    faults: ['forbidden'],
    shows: /^answer: the change of lines was answered 402.*payment_declined/s,
    reason:
      'What our key may not do is one attempt at a second hold (0015, 0075): nothing has changed, and the shop may send the lines again.',
  },
  {
    where: /^WooshPay: held again with the kept card \| wooshpay worker POST \/v1\/payment_intents(\/:id\/confirm)? #2/,
    faults: ['forbidden'],
    shows: /^answer: shipment P2 was answered 409.*order_not_capturable/s,
    reason:
      'What our key may not do is one attempt at a renewal (0015): the hold is gone with its capture, and a person is told.',
  },
];

/** The exception that says why exactly these differences are right. */
export function exceptionFor(cell: Cell, wrongs: readonly Wrong[]): Exception | undefined {
  return EXCEPTIONS.find(
    ({ where, faults, shows }) =>
      faults.includes(cell.fault) &&
      where.test(cellId(cell)) &&
      wrongs.every(({ kind, what }) => shows.test(`${kind}: ${what}`)),
  );
}
