import type { FraudSignal } from '../../domain/orders/fraud-signal';

/** The table of suspicions, part of the schema. */

/** Reviews and early fraud warnings; migrations/ comments each column. */
export interface FraudSignalsTable {
  signal_id: string;
  order_id: string;
  kind: FraudSignal['kind'];
  is_open: boolean;
  reason: string;
  charge_id: string | null;
  since: string;
  updated_at: string;
}
