import { readFraudSignal } from './fraud-signal';

function eventOf(object: object): object {
  return { data: { object } };
}

const review = { id: 'prv_1', object: 'review', open: true, reason: 'rule', closed_reason: null };
const warning = { id: 'issfr_1', object: 'radar.early_fraud_warning', actionable: true, fraud_type: 'misc' };

test.each([
  [review, { signalId: 'prv_1', kind: 'under_review', isOpen: true, reason: 'rule' }],
  [
    { ...review, open: false, closed_reason: 'approved' },
    { isOpen: false, reason: 'approved' },
  ],
  [
    { ...review, open: false, closed_reason: 'a word of tomorrow' },
    { isOpen: false, reason: 'a word of tomorrow' },
  ],
  [warning, { signalId: 'issfr_1', kind: 'fraud_warning', isOpen: true, reason: 'misc' }],
  [
    { ...warning, actionable: false, fraud_type: null },
    { isOpen: false, reason: 'unknown' },
  ],
])('%p is read as a suspicion', (object, signal) => {
  expect(readFraudSignal(eventOf(object))).toMatchObject(signal);
});

test.each([{}, { ...review, open: 'yes' }, { ...warning, id: '' }, { object: 'charge', id: 'ch_1' }])(
  '%p says nothing of one',
  (object) => {
    expect(readFraudSignal(eventOf(object))).toBeUndefined();
  },
);
