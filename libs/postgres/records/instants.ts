/**
 * Every column that holds an instant, in any table. Rows that are read within another row come as JSON, which tells an
 * instant as a text like any other.
 */
export const INSTANTS: ReadonlySet<string> = new Set([
  ...[
    'accepted_at',
    'asked_at',
    'at',
    'awaited_until',
    'canceled_at',
    'capture_before',
    'captured_at',
    'closed_at',
    'completed_at',
  ],
  ...['covered_at', 'created_at', 'delivered_at', 'disputed_at', 'due_at', 'ended_at', 'epoch_began_at'],
  ...[
    'event_created_at',
    'first_attempt_at',
    'last_attempt_at',
    'evidence_due_by',
    'evidence_key_first_used_at',
    'evidence_staged_at',
  ],
  ...[
    'kept_at',
    'key_first_used_at',
    'key_last_used_at',
    'moved_at',
    'next_attempt_at',
    'read_at',
    'read_due_at',
    'read_until',
    'received_at',
    'occurred_at',
    'placed_at',
    'arrival_on',
    'available_on',
    'begins_at',
    'checked_at',
    'differs_since',
    'ends_at',
    'payouts_read_until',
    'reconciled_at',
  ],
  ...['recorded_at', 'release_at', 'release_requested_at', 'renewal_refused_at', 'requested_at', 'settled_at'],
  ...['settlement_due_at', 'shipped_at', 'since', 'updated_at', 'warn_at', 'warned_at', 'window_until'],
]);
