import type { AuthorizationsTable } from './authorization-schema';
import type {
  BalanceChecksTable,
  BalanceReadingTable,
  BalanceTransactionsTable,
  BookedBalanceTransactions,
  AuditProgressTable,
  ClosedMonthsTable,
  PayoutsTable,
} from './accounting-schema';
import type { ConfirmationsTable } from './confirmation-schema';
import type { ConnectReversalsTable, ConnectSharesTable, DisputeTransfersTable } from './connect-schema';
import type { DeploymentConflictsTable, DeploymentTable } from './deployment-schema';
import type { DisputeEvidenceTable, DisputeMovementsTable, DisputesTable } from './dispute-schema';
import type { DeadLetterDecisionsTable, WebhookEventsTable } from './event-schema';
import type {
  EventDeliveriesTable,
  EventEndpointsTable,
  EventFeedTable,
  EventOutboxTable,
  ShopEventsTable,
} from './feed-schema';
import type { FraudSignalsTable } from './fraud-schema';
import type { LedgerEntriesTable, LedgerPositionsTable, LedgerTransactionsTable } from './ledger-schema';
import type {
  CancellationLinesTable,
  CancellationsTable,
  KeptBuyersTable,
  LineChangesTable,
  OrderLinesTable,
  OrdersTable,
  UnitAllocationsTable,
} from './order-schema';
import type { MissedEventsSearchTable } from './missed-events-schema';
import type { HoldIncrementsTable } from './increment-schema';
import type { RefundPartsTable, RefundUnitsTable, RefundsTable } from './refund-schema';
import type { ConsoleSessionsTable, KeyUsesTable } from './session-schema';
import type { CapturesTable, ShipmentLinesTable, ShipmentsTable } from './shipment-schema';
import type { AttentionNewsTable, AttentionsTable, OrderNotesTable, TimelineTable } from './timeline-schema';
import type { WatchPositionTable } from './watch-schema';

/**
 * The tables as `migrations/` makes them, where every column is explained. Amounts are minor units as safe integers,
 * instants ISO 8601 UTC text; both are converted in `database.ts`.
 */
export interface Schema {
  deployment: DeploymentTable;
  deployment_conflicts: DeploymentConflictsTable;
  orders: OrdersTable;
  kept_buyers: KeptBuyersTable;
  order_lines: OrderLinesTable;
  unit_allocations: UnitAllocationsTable;
  authorizations: AuthorizationsTable;
  confirmations: ConfirmationsTable;
  hold_increments: HoldIncrementsTable;
  cancellations: CancellationsTable;
  cancellation_lines: CancellationLinesTable;
  line_changes: LineChangesTable;
  shipments: ShipmentsTable;
  shipment_lines: ShipmentLinesTable;
  captures: CapturesTable;
  refunds: RefundsTable;
  refund_parts: RefundPartsTable;
  refund_units: RefundUnitsTable;
  disputes: DisputesTable;
  dispute_movements: DisputeMovementsTable;
  dispute_evidence: DisputeEvidenceTable;
  connect_shares: ConnectSharesTable;
  connect_reversals: ConnectReversalsTable;
  dispute_transfers: DisputeTransfersTable;
  ledger_transactions: LedgerTransactionsTable;
  ledger_entries: LedgerEntriesTable;
  ledger_positions: LedgerPositionsTable;
  balance_transactions: BalanceTransactionsTable;
  booked_balance_transactions: BookedBalanceTransactions;
  payouts: PayoutsTable;
  balance_reading: BalanceReadingTable;
  balance_checks: BalanceChecksTable;
  closed_months: ClosedMonthsTable;
  audit_progress: AuditProgressTable;
  timeline: TimelineTable;
  attentions: AttentionsTable;
  attention_news: AttentionNewsTable;
  fraud_signals: FraudSignalsTable;
  order_notes: OrderNotesTable;
  webhook_events: WebhookEventsTable;
  dead_letter_decisions: DeadLetterDecisionsTable;
  missed_events_search: MissedEventsSearchTable;
  watch_position: WatchPositionTable;
  event_outbox: EventOutboxTable;
  event_feed: EventFeedTable;
  shop_events: ShopEventsTable;
  event_endpoints: EventEndpointsTable;
  event_deliveries: EventDeliveriesTable;
  console_sessions: ConsoleSessionsTable;
  key_uses: KeyUsesTable;
}
