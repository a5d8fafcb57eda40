/** The table of the watch over orders' workflows, part of the schema. */

export interface WatchPositionTable {
  position_id: 'orders';
  after_order_id: string;
  updated_at: string;
}
