import type { Schemas } from '../api/holdfast';

/** What an alert is about. */
export type AlertCode = Schemas['Attention']['code'];

/** now: money or goods are lost within hours; today: within days; soon: nothing gets worse. */
export type Urgency = 'now' | 'today' | 'soon';

/** How soon each is to be seen to, the most urgent first: docs/attention.md. */
const CODES: Readonly<Record<AlertCode, Urgency>> = {
  release_overdue: 'now',
  deployment_conflict: 'now',
  workflow_missing: 'now',
  provider_misuse: 'now',
  step_failing: 'now',
  hold_lost: 'now',
  final_capture_failed: 'now',
  hold_expiring: 'today',
  reauthorization_failed: 'today',
  authentication_required: 'today',
  charge_declined: 'today',
  refund_failed: 'today',
  under_review: 'today',
  fraud_warning: 'today',
  dispute_opened: 'today',
  unknown_answer: 'today',
  amount_mismatch: 'today',
  books_differ: 'today',
  transfer_reversal_failed: 'soon',
  settlement_overdue: 'soon',
  refund_overdue: 'soon',
  dispute_lost: 'soon',
};

/** How soon an alert is to be seen to. */
export function urgencyOf(code: AlertCode): Urgency {
  return CODES[code];
}

/** Alerts of one code. */
export interface AlertGroup<Alert> {
  readonly code: AlertCode;
  readonly alerts: readonly Alert[];
}

/** Alerts by what they are about, the most urgent first; each group in the order in which it came. */
export function groupsOf<Alert extends { readonly code: AlertCode }>(alerts: readonly Alert[]): AlertGroup<Alert>[] {
  const codes = [...new Set(alerts.map(({ code }) => code))].sort((left, right) => rankOf(left) - rankOf(right));
  return codes.map((code) => ({ code, alerts: alerts.filter((alert) => alert.code === code) }));
}

function rankOf(code: AlertCode): number {
  return Object.keys(CODES).indexOf(code);
}
