import fc from 'fast-check';
import { secondsBetween } from '../orders/deadline';
import {
  DISPUTE_STATUSES,
  disputedWorth,
  disputePhase,
  evidenceStateOf,
  isReinstatementOverdue,
  nextDisputeRead,
  type EvidenceFacts,
  type EvidenceState,
  type OpenQuestions,
} from './dispute';
import type { DisputeEvidence } from './dispute-evidence';

const now = '2026-11-22T10:00:00.000Z';
const later = '2026-12-01T23:59:59.000Z';
const ours: DisputeEvidence = [
  { field: 'shipping_carrier', content: 'UPS' },
  { field: 'uncategorized_text', content: 'Order 1\nParcel A' },
];
const nothing: EvidenceFacts['evidence'] = { kind: 'none', submissions: 0, fields: [] };
const open: EvidenceFacts = { status: 'needs_response', evidenceDueBy: later, evidence: nothing };
const there = (fields: DisputeEvidence, submissions = 0): EvidenceFacts => ({
  ...open,
  evidence: { kind: 'present', submissions, fields },
});

test.each<{ what: string; facts: EvidenceFacts; prepared?: DisputeEvidence; is: EvidenceState }>([
  { what: 'a dispute to answer', facts: open, is: 'to_stage' },
  { what: 'an inquiry to answer', facts: { ...open, status: 'warning_needs_response' }, is: 'to_stage' },
  { what: 'nothing to say', facts: open, prepared: [], is: 'none' },
  { what: 'no time to answer', facts: { ...open, evidenceDueBy: null }, is: 'none' },
  { what: 'the time to answer is over', facts: { ...open, evidenceDueBy: now }, is: 'none' },
  { what: 'an appeal', facts: { ...open, status: 'appeal_needs_response' }, is: 'none' },
  { what: 'a lost dispute', facts: { ...open, status: 'lost' }, is: 'none' },
  { what: 'ours is there', facts: there(ours), is: 'staged' },
  {
    what: 'ours is there with other line ends, beside more',
    facts: there([
      ...ours.slice(0, 1),
      { field: 'uncategorized_text', content: 'Order 1\r\nParcel A\r\n' },
      { field: 'shipping_date', content: 'today' },
    ]),
    is: 'staged',
  },
  { what: 'a part of ours is there', facts: there(ours.slice(0, 1)), is: 'by_hand' },
  { what: 'a file is there', facts: there([]), is: 'by_hand' },
  { what: 'somebody wrote where we have nothing to say', facts: there([]), prepared: [], is: 'by_hand' },
  { what: 'it was submitted', facts: { ...there(ours, 1), status: 'under_review' }, is: 'submitted' },
  { what: 'it was submitted and won', facts: { ...there(ours, 1), status: 'won' }, is: 'submitted' },
  { what: 'an inquiry that was answered is a dispute now', facts: there(ours, 1), is: 'staged' },
])('$what: $is', ({ facts, prepared = ours, is }) => {
  expect(evidenceStateOf(facts, prepared, now)).toBe(is);
});

test('a movement is worth its amount in the dispute’s currency, and the whole dispute in another', () => {
  const disputed = { amount: 4600, currency: 'eur' };
  expect(disputedWorth(disputed, { amount: -4000, currency: 'eur' })).toEqual({ amount: 4000, currency: 'eur' });
  expect(disputedWorth(disputed, { amount: 4000, currency: 'eur' })).toEqual({ amount: 4000, currency: 'eur' });
  expect(disputedWorth(disputed, { amount: -4991, currency: 'usd' })).toEqual(disputed);
  expect(disputedWorth(disputed, { amount: 0, currency: 'usd' })).toEqual({ amount: 0, currency: 'eur' });
});

describe('the next look', () => {
  const dispute: OpenQuestions = {
    ...{ status: 'needs_response', evidenceDueBy: null, endedAt: null, withdrawn: 4600, reinstated: 0, reads: 0 },
  };
  const HOUR = 3600;
  const WEEK = 7 * 24 * HOUR;

  it('comes after pauses that grow to a week, however long it lasts', () => {
    const pauses = [0, 1, 2, 20, 400].map((reads) =>
      secondsBetween(now, nextDisputeRead({ ...dispute, reads }, now, HOUR) ?? now),
    );
    expect(pauses).toEqual([HOUR, 2 * HOUR, 4 * HOUR, WEEK, WEEK]);
  });

  it('comes an hour after the time to answer, where a pause would miss it', () => {
    const due = { ...dispute, evidenceDueBy: '2026-11-22T12:00:00.000Z' };
    expect(nextDisputeRead({ ...due, reads: 5 }, now, HOUR)).toBe('2026-11-22T13:00:00.000Z');
    expect(nextDisputeRead(due, now, HOUR)).toBe('2026-11-22T11:00:00.000Z');
  });

  it('is not needed once a dispute is over, but for money that was won and is not back, for a month', () => {
    const won: OpenQuestions = { ...dispute, status: 'won', endedAt: now };
    expect(nextDisputeRead(won, now, HOUR)).not.toBeNull();
    expect(nextDisputeRead({ ...won, reinstated: 4600 }, now, HOUR)).toBeNull();
    const month = '2026-12-22T10:00:00.000Z';
    expect([nextDisputeRead(won, month, HOUR), isReinstatementOverdue(won, month)]).toEqual([null, true]);
    expect(isReinstatementOverdue({ ...won, reinstated: 4600 }, month)).toBe(false);
  });

  it('is never now, never further than a week, and comes for every dispute that is open', () => {
    const arbitrary = fc.record({
      status: fc.constantFrom(...DISPUTE_STATUSES),
      evidenceDueBy: fc.option(
        fc.integer({ min: -40, max: 40 }).map((days) => new Date(Date.parse(now) + days * 86_400_000).toISOString()),
      ),
      endedAt: fc.constant(now),
      withdrawn: fc.integer({ min: 0, max: 9_000 }),
      reinstated: fc.integer({ min: 0, max: 9_000 }),
      reads: fc.nat(1_000),
    });
    fc.assert(
      fc.property(arbitrary, (questions) => {
        const next = nextDisputeRead(questions, now, HOUR);
        const pause = next === null ? null : secondsBetween(now, next);
        expect(pause === null ? disputePhase(questions.status) === 'ended' : pause > 0 && pause <= WEEK).toBe(true);
      }),
    );
  });
});
