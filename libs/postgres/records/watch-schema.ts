/** The tables of the watch over orders' workflows, part of the schema. */

export interface WatchedRunsTable {
  order_id: string;
  run_id: string;
}

export interface WatchPositionTable {
  position_id: 'orders';
  after_order_id: string;
  updated_at: string;
}
