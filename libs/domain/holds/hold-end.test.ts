import { endOfHold } from './hold-end';
import type { PaymentIntentReading } from '../provider/payment-intent-reading';

function reading(ended: PaymentIntentReading['ended'], amountReceived: number): PaymentIntentReading {
  return {
    paymentIntentId: 'pi_1',
    status: amountReceived > 0 ? 'succeeded' : 'canceled',
    amount: 4600,
    amountCapturable: 0,
    amountReceived,
    clientSecret: null,
    nextAction: null,
    lastError: null,
    lastCapture: null,
    ended,
    charge: null,
  };
}

interface Row {
  readonly what: string;
  readonly ended: PaymentIntentReading['ended'];
  /** Minor units that Stripe received. */
  readonly at: number;
  readonly takenElsewhere?: number;
  readonly asked: boolean;
  readonly is: readonly [string, number, number, boolean];
}

test.each<Row>([
  { what: 'our release', ended: 'released', at: 2300, asked: true, is: ['released', 2300, 0, false] },
  {
    what: 'a release after everything was used up',
    ended: 'captured',
    at: 4600,
    asked: true,
    is: ['released', 0, 0, false],
  },
  { what: 'our release, but it had run out', ended: 'expired', at: 2300, asked: true, is: ['expired', 0, 2300, false] },
  {
    what: 'our release, after another hand took 300',
    ended: 'released',
    at: 2600,
    takenElsewhere: 300,
    asked: true,
    is: ['released', 2000, 0, true],
  },
  {
    what: 'our release, after another hand took all',
    ended: 'captured',
    at: 4600,
    takenElsewhere: 2300,
    asked: true,
    is: ['released', 0, 0, true],
  },
  {
    what: 'our release, with more received than is known of',
    ended: 'released',
    at: 2600,
    asked: true,
    is: ['released', 2000, 300, true],
  },
  {
    what: 'our release, with less received than captured',
    ended: 'released',
    at: 0,
    asked: true,
    is: ['released', 2300, 0, true],
  },
  { what: 'it ran out', ended: 'expired', at: 2300, asked: false, is: ['expired', 0, 2300, false] },
  { what: 'another hand canceled it', ended: 'released', at: 2300, asked: false, is: ['released', 0, 2300, false] },
  {
    what: 'another hand captured the rest',
    ended: 'captured',
    at: 4600,
    takenElsewhere: 2300,
    asked: false,
    is: ['captured', 0, 0, true],
  },
  {
    what: 'another hand captured a part and gave the rest away',
    ended: 'expired',
    at: 3000,
    takenElsewhere: 700,
    asked: false,
    is: ['captured', 1600, 0, true],
  },
  {
    what: 'it ended with more received than is known of',
    ended: 'expired',
    at: 3000,
    asked: false,
    is: ['captured', 0, 2300, true],
  },
  {
    what: 'our release, of a hold that another hand had captured in part',
    ended: 'expired',
    at: 3000,
    takenElsewhere: 700,
    asked: true,
    is: ['released', 1600, 0, true],
  },
])('$what', ({ ended, at, takenElsewhere = 0, asked, is }) => {
  const received = (at === 4600 && is[1] + is[2] === 0 ? 4600 - takenElsewhere : 2300) + takenElsewhere;
  const [state, released, lost, mismatch] = is;

  expect(endOfHold(reading(ended, at), { received, takenElsewhere, remaining: 4600 - received, asked })).toEqual({
    state,
    released,
    lost,
    mismatch,
  });
});
