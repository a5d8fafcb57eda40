import * as fc from 'fast-check';
import { openAccount, takeOutbox } from './account';
import type { Account } from './account';
import { live, request, send, START, step } from './lives-under-test';
import type { Step } from './lives-under-test';

/** How often each kind of call went through in these lives. */
function reached(lives: readonly (readonly Step[])[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (what: string): Map<string, number> => counts.set(what, (counts.get(what) ?? 0) + 1);
  for (const steps of lives) {
    const account = openAccount('a life');
    let now = START;
    for (const [index, current] of steps.entries()) {
      if (current.kind === 'wait') now += current.seconds;
      else if (send(account, current, index, now).status === 200) {
        count(current.kind === 'follow' ? `${current.of}${current.verb}` : current.kind);
      }
    }
    for (const { type } of takeOutbox(account)) count(type);
  }
  return counts;
}

/** Charges lie in their PaymentIntents, and what came of them in the charges. */
function stateOf({ balanceTransactions, paymentIntents }: Account): string {
  return JSON.stringify([paymentIntents.oldestFirst(), balanceTransactions.oldestFirst()]);
}

describe('any sequence of requests', () => {
  it('is one in which everything happens', () => {
    const counts = reached(fc.sample(fc.array(step, { minLength: 60, maxLength: 60 }), { numRuns: 100, seed: 7 }));
    const calls = [
      'create',
      'act',
      'refund',
      'refunded',
      'dispute',
      'dispute/close',
      'fee/refunds',
      'transfer/reversals',
    ];
    const events = [
      'application_fee.refunded',
      'charge.dispute.closed',
      'charge.dispute.funds_reinstated',
      'charge.refunded',
      'refund.failed',
      'refund.updated',
      'transfer.reversed',
    ];
    expect([...calls, ...events].filter((what) => (counts.get(what) ?? 0) < 3)).toEqual([]);
  });

  it('keeps the laws of the state, through ten thousand requests', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 110, maxLength: 150 }), (steps) => {
        expect(live(steps).broken).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('gives the same answers and events, byte for byte', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 30 }), (steps) => {
        expect(live(steps)).toEqual(live(steps));
      }),
      { numRuns: 30 },
    );
  });

  it('changes nothing when it is refused for its form or its state', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 30, maxLength: 60 }), request, (steps, refused) => {
        const account = openAccount('a life');
        for (const [index, current] of steps.entries()) {
          if (current.kind !== 'wait') send(account, current, index, START);
        }
        takeOutbox(account);
        const before = stateOf(account);
        const answer = send(account, refused, 99, START);
        fc.pre(answer.status === 400);
        expect(stateOf(account)).toBe(before);
        expect(takeOutbox(account)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
