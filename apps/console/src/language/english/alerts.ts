import type { Schemas } from '../../api/holdfast';

/** An alert in a few words, and what to do about it. */
type AlertTexts = Record<Schemas['Attention']['code'], readonly [title: string, todo: string]>;

/** Alerts, as docs/attention.md explains them, in short. */
const CODES: AlertTexts = {
  release_overdue: ['A hold is overdue', 'Fix what the message names, or act on the payment in Stripe’s Dashboard.'],
  deployment_conflict: ['Two databases use one deployment', 'Stop the other one. Operations know which one lives.'],
  workflow_missing: ['No workflow looks after it', 'Ship nothing of the order until this is solved.'],
  provider_misuse: [
    'Stripe rejects our requests',
    'Fix the key, its permissions or the account, then send the request again.',
  ],
  step_failing: ['A step keeps failing', 'Look at Stripe’s status page, PostgreSQL and the worker’s log.'],
  hold_lost: ['The hold was lost', 'Stop what has not left. Ask the buyer for a new order or another payment.'],
  final_capture_failed: ['The final capture failed', 'Send nothing more. Ask the buyer to see to the card.'],
  hold_expiring: ['The hold ends soon', 'Ship or cancel before, or change what happens at the deadline.'],
  reauthorization_failed: ['Re-authorization failed', 'Ask the buyer for another card, or ship until the time named.'],
  authentication_required: ['The buyer must authenticate', 'Send the buyer to the bank’s page.'],
  charge_declined: ['The charge was declined', 'Ask the buyer for another card and ship again, or cancel the units.'],
  refund_failed: ['A refund failed', 'Refund it under a new id, or pay the buyer in another way.'],
  under_review: [
    'Stripe reviews the payment',
    'Approve or refund it in the Dashboard, under Radar. Do not ship before.',
  ],
  fraud_warning: ['The card network warns of fraud', 'Refund what has not left: that avoids the dispute and its fee.'],
  dispute_opened: ['A dispute needs an answer', 'Look over the evidence and submit it in Stripe’s Dashboard.'],
  unknown_answer: [
    'Stripe gave an unknown answer',
    'Wait some minutes, then look at the object named in the Dashboard.',
  ],
  amount_mismatch: ['Amounts differ from Stripe’s', 'Find out who captured or refunded by hand, and what it paid for.'],
  books_differ: ['The books differ from Stripe', 'Compare the payment in the Dashboard with timeline and ledger.'],
  transfer_reversal_failed: [
    'A transfer was not reversed',
    'Reverse it at Stripe, or settle it with the connected account.',
  ],
  settlement_overdue: ['A settlement is overdue', 'Look at the charge in the Dashboard, and ask Stripe’s support.'],
  refund_overdue: ['A refund is overdue', 'Look at the refund in the Dashboard, and ask Stripe’s support.'],
  dispute_lost: ['A dispute was lost', 'Write it off, or appeal with the bank.'],
};

/** Texts of alerts. */
export const alertsInEnglish = {
  soon: { now: 'Act now', today: 'Act today', soon: 'Act soon' },
  codes: CODES,
  since: (when: string) => `open ${when}`,
};
