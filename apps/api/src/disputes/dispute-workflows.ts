import { Inject, Injectable } from '@nestjs/common';
import type { Client } from '@temporalio/client';
import type { DisputeEvent } from '../../../../libs/domain/disputes/dispute';
import { SIGNAL_TIMEOUT_MS, signalWithStart } from '../../../../libs/temporal/signal-workflow';
import { DISPUTE, disputeEvent, disputeStart } from '../../../../workflows/dispute/messages';
import { TEMPORAL_CLIENT } from '../tokens';

/** The way to the workflow of a dispute: passes news on. Nothing else is asked of it. */
@Injectable()
export class DisputeWorkflows {
  constructor(@Inject(TEMPORAL_CLIENT) private readonly client: Client) {}

  /** Has the dispute looked at, by the workflow that runs or by a new one. */
  signalDispute(orderId: string, disputeId: string, event: DisputeEvent): Promise<'signalled'> {
    return this.client.withDeadline(Date.now() + SIGNAL_TIMEOUT_MS, () =>
      signalWithStart(this.client, DISPUTE, disputeStart({ orderId, disputeId }), disputeEvent, event),
    );
  }
}
