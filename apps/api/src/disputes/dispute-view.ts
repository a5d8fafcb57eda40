import type { EvidenceField } from '../../../../libs/domain/disputes/dispute-evidence';
import type { DisputeRecord, DisputeTransferRecord } from '../../../../libs/postgres/records/dispute-record';
import type { Dispute } from './dispute.schema';

/** Shows what is recorded of a dispute as the API's Dispute. */
export function disputeView({ evidence, fees, transfers, ...record }: DisputeRecord): Dispute {
  const content = (name: EvidenceField): string | null => evidence.find(({ field }) => field === name)?.content ?? null;
  return {
    ...record,
    evidence: {
      productDescription: content('product_description'),
      shippingCarrier: content('shipping_carrier'),
      shippingDate: content('shipping_date'),
      shippingTrackingNumber: content('shipping_tracking_number'),
      uncategorizedText: content('uncategorized_text'),
    },
    fees: fees.map((fee) => ({ ...fee })),
    connectTransfers: transfers.map(transferView),
  };
}

function transferView({ state, amount, ...transfer }: DisputeTransferRecord): Dispute['connectTransfers'][number] {
  return { ...transfer, amount: { ...amount }, status: state === 'unknown' ? 'requested' : state };
}
