import type { JsonObject } from '../../../../../libs/emulation/objects/json';

/** What the bank said of the buyer, as `3ds_status` shows it. */
export type ThreeDSecure = 'frictionless' | 'pending' | 'passed' | 'failed';

const VERSION = '2.2.0';

/** `cavv` and `eci` exist only where the bank did not ask (documented). */
export function renderThreeDSecure(state: ThreeDSecure | null, intentId: string): JsonObject | null {
  if (state === null) return null;
  const common = {
    three_d_enrollment: 'Y',
    three_d_secure_version: VERSION,
    xid: null,
    three_d_secure_server_transaction_id: `3ds_${intentId}`,
  };
  switch (state) {
    case 'frictionless':
      return { cavv: 'AAABBBEAUAAAAAAAAAAAAAAAAAA=', eci: 5, status: 'COMPLETED', three_d_result: 'Y', ...common };
    case 'pending':
      return { cavv: null, eci: null, status: 'PENDING', three_d_result: 'C', ...common };
    case 'passed':
      return { cavv: null, eci: null, status: 'COMPLETED', three_d_result: 'Y', ...common };
    case 'failed':
      return { cavv: null, eci: null, status: 'FAILED', three_d_result: 'N', ...common };
  }
}
