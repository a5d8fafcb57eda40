/** The table of the watch over orders' workflows, part of the schema. */

/** Where the walk over open orders goes on, one row; migrations/ comments each column. */
export interface WatchPositionTable {
  position_id: 'orders';
  after_order_id: string;
  updated_at: string;
}
