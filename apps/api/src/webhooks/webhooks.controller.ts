import { Body, Controller, Headers, HttpCode, Inject } from '@nestjs/common';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { EventDelivery } from '../../../../activities/events/event-delivery';
import type { ApiConfig } from '../../../../libs/config/config';
import type { ReceivedEvent } from '../../../../libs/domain/provider/received-event';
import { readWebhook, type WebhookRefusal } from '../../../../libs/stripe/events/webhook';
import { readWooshPayWebhook, type WooshPayRefusal } from '../../../../libs/wooshpay/events/wooshpay-webhook';
import { WEBHOOK_PATHS } from '../http/edge';
import { RequestId } from '../http/request-id';
import { Route } from '../openapi/route';
import { Problem } from '../problems/problem';
import { API_CONFIG, EVENT_DELIVERY, LOGGER } from '../tokens';
import { EventDeliveries } from './event-deliveries';

const receivedSchema = z.strictObject({ received: z.literal(true) }).meta({ id: 'WebhookReceived' });

/** Takes the events of the payment providers. */
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
    path: WEBHOOK_PATHS.stripe,
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
    if (reading.kind === 'refused')
      throw this.refused('Stripe', reading.reason, EXPLANATIONS[reading.reason], requestId);
    return this.take('Stripe', reading.event, requestId);
  }

  @Route({
    method: 'post',
    path: WEBHOOK_PATHS.wooshpay,
    tag: 'webhooks',
    summary: "WooshPay's events",
    description: 'Signed by WooshPay in the header `Wooshpay-Signature`; the body is its event, byte for byte.',
    answers: [{ status: 200, description: 'Stored, now or before', content: receivedSchema }],
    problems: ['invalid_signature', 'too_large', 'unsupported_media_type', 'temporarily_unavailable'],
  })
  @HttpCode(200)
  async receiveWooshPayEvent(
    @Body() rawBody: Buffer | undefined,
    @Headers('wooshpay-signature') signature: string | undefined,
    @RequestId() requestId: string,
  ): Promise<{ received: true }> {
    const { wooshPayWebhookSecrets: secrets } = this.config;
    const delivery = { rawBody: rawBody ?? Buffer.alloc(0), signature, secrets, now: new Date() };
    const reading = readWooshPayWebhook(delivery);
    if (reading.kind === 'refused') {
      throw this.refused('WooshPay', reading.reason, WOOSHPAY_EXPLANATIONS[reading.reason], requestId);
    }
    return this.take('WooshPay', reading.event, requestId);
  }

  private async take(sender: string, event: ReceivedEvent, requestId: string): Promise<{ received: true }> {
    const { eventId, type, about } = event;
    const { hasRoom } = this.deliveries;
    const { outcome, deliver } = await this.delivery.take(event, hasRoom);
    this.log.info({ eventId, type, about, outcome, requestId }, `event of ${sender}`);
    // Behind the answer: the provider must not wait for a workflow.
    if (hasRoom && deliver !== undefined) this.deliveries.begin(eventId, deliver);
    return { received: true };
  }

  /** The sender learns only that it is not the provider to us; the operator learns why. */
  private refused(sender: string, reason: string, why: string, requestId: string): Problem {
    this.log.warn({ reason, requestId }, `a webhook was refused: ${why}`);
    return new Problem('invalid_signature', `This is not an event that ${sender} signed for this endpoint.`);
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

const WOOSHPAY_EXPLANATIONS: Readonly<Record<WooshPayRefusal, string>> = {
  signature_missing: 'it has no Wooshpay-Signature header that can be read',
  signature_wrong: 'none of WOOSHPAY_WEBHOOK_SECRETS made its signature',
  timestamp_too_old: EXPLANATIONS.timestamp_too_old,
  timestamp_in_future: EXPLANATIONS.timestamp_in_future,
  not_an_event: EXPLANATIONS.not_an_event,
};
