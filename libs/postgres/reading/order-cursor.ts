/** Where a page of the list ended: the next one begins after this order. */
export interface OrderCursor {
  readonly createdAt: string;
  readonly orderId: string;
}

/** The cursor was not made by us. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
}

/** Opaque to callers, so that the order of the list may change one day. */
export function writeCursor({ createdAt, orderId }: OrderCursor): string {
  return Buffer.from(`${createdAt} ${orderId}`).toString('base64url');
}

/** @throws InvalidCursor */
export function readCursor(cursor: string): OrderCursor {
  const [createdAt = '', orderId, ...rest] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(createdAt) || Number.isNaN(Date.parse(createdAt))) throw unreadable();
  if (orderId === undefined || !/^[\w.-]{1,64}$/.test(orderId) || rest.length > 0) throw unreadable();
  return { createdAt, orderId };
}

function unreadable(): InvalidCursor {
  return new InvalidCursor('must be the nextCursor of a page of this list');
}
