import { Body, Controller, Headers, HttpCode, Inject } from '@nestjs/common';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { EventDelivery } from '../../../../activities/events/event-delivery';
import type { ApiConfig } from '../../../../libs/config/config';
import { readWebhook, type WebhookRefusal } from '../../../../libs/stripe/events/webhook';
import { WEBHOOK_PATH } from '../http/edge';
import { RequestId } from '../http/request-id';
import { Route } from '../openapi/route';
import { Problem } from '../problems/problem';
import { API_CONFIG, EVENT_DELIVERY, LOGGER } from '../tokens';
import { EventDeliveries } from './event-deliveries';

const receivedSchema = z.strictObject({ received: z.literal(true) }).meta({ id: 'WebhookReceived' });

/** Takes Stripe's events. */
@Controller()
export class WebhooksController {
  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(EVENT_DELIVERY) private readonly delivery: EventDelivery,
    private readonly deliveries: EventDeliveries,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  @Route({
    method: 'post',
    path: WEBHOOK_PATH,
    tag: 'webhooks',
    summary: "Stripe's events",
    description: 'Signed by Stripe in the header `Stripe-Signature`; the body is Stripe’s event, byte for byte.',
    answers: [{ status: 200, description: 'Stored, now or before', content: receivedSchema }],
    problems: ['invalid_signature', 'too_large', 'unsupported_media_type', 'temporarily_unavailable'],
  })
  @HttpCode(200)
  async receiveStripeEvent(
    @Body() rawBody: Buffer | undefined,
    @Headers('stripe-signature') signature: string | undefined,
    @RequestId() requestId: string,
  ): Promise<{ received: true }> {
    const { webhookSecrets: secrets } = this.config;
    const reading = readWebhook({ rawBody: rawBody ?? Buffer.alloc(0), signature, secrets, now: new Date() });
    if (reading.kind === 'refused') throw this.refused(reading.reason, requestId);
    const { event } = reading;
    const { eventId, type, about } = event;
    const { hasRoom } = this.deliveries;
    const { outcome, deliver } = await this.delivery.take(event, hasRoom);
    this.log.info({ eventId, type, about, outcome, requestId }, 'event of Stripe');
    // Behind the answer: Stripe must not wait for a workflow.
    if (hasRoom && deliver !== undefined) this.deliveries.begin(eventId, deliver);
    return { received: true };
  }

  /** The sender learns only that it is not Stripe to us; the operator learns why. */
  private refused(reason: WebhookRefusal, requestId: string): Problem {
    this.log.warn({ reason, requestId }, `a webhook was refused: ${EXPLANATIONS[reason]}`);
    return new Problem('invalid_signature', 'This is not an event that Stripe signed for this endpoint.');
  }
}

const EXPLANATIONS: Readonly<Record<WebhookRefusal, string>> = {
  signature_missing: 'it has no Stripe-Signature header that can be read',
  signature_wrong: 'none of STRIPE_WEBHOOK_SECRETS made its signature',
  timestamp_too_old: 'it was signed too long ago: is the clock of this machine right?',
  timestamp_in_future: 'it was signed in the future: is the clock of this machine right?',
  thin_event: 'it is a thin event; the endpoint at Stripe must be set up for snapshot events',
  not_an_event: 'its signature is right, but it is not an event',
};
