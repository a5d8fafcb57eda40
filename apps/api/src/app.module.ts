import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import type { Logger } from 'pino';
import { createEventDelivery, type EventDelivery } from '../../../activities/events/event-delivery';
import type { ApiConfig } from '../../../libs/config/config';
import { openDatabase, type Database } from '../../../libs/postgres/database/database';
import { createGroundReader } from '../../../libs/postgres/reading/ground-reader';
import { createOrderReader } from '../../../libs/postgres/reading/order-reader';
import { createInbox } from '../../../libs/postgres/events/webhook-event-store';
import { temporalClient } from '../../../libs/temporal/connection';

import { KeyUses } from './access/key-uses';
import { KeysController } from './access/keys.controller';
import { AttentionsController } from './attentions/attentions.controller';
import { CloseAttention } from './attentions/close-attention';
import { TellAttentions } from './attentions/tell-attentions';
import { CancelOrder } from './cancellations/cancel-order';
import { CancellationsController } from './cancellations/cancellations.controller';
import { ConfirmPayment } from './confirmations/confirm-payment';
import { ConfirmationsController } from './confirmations/confirmations.controller';
import { ChangeDeadline } from './deadlines/change-deadline';
import { DeadlinesController } from './deadlines/deadlines.controller';
import { AllDisputesController } from './disputes/all-disputes.controller';
import { DisputeWorkflows } from './disputes/dispute-workflows';
import { DisputesController } from './disputes/disputes.controller';
import { DryRuns } from './dry-run/dry-runs';
import { EventDeliveriesController } from './events/event-deliveries.controller';
import { EventFeed } from './events/event-feed';
import { EventPushes } from './events/event-pushes';
import { EventView } from './events/event-view';
import { EventsController } from './events/events.controller';
import { ConsoleController } from './console/console.controller';
import { Dependencies } from './health/dependencies';
import { HealthController } from './health/health.controller';
import { WorkersController } from './health/workers.controller';
import { RequestTime } from './http/request-time';
import { ChangeLines } from './lines/change-lines';
import { LinesController } from './lines/lines.controller';
import { LedgerController } from './ledger/ledger.controller';
import { ApiMetrics } from './metrics/api-metrics';
import { MetricsController } from './metrics/metrics.controller';
import { OpenWorkMetrics } from './metrics/open-work-metrics';
import { NotesController } from './notes/notes.controller';
import { DocsController } from './openapi/docs.controller';
import { OpenApiController } from './openapi/openapi.controller';
import { OrderWorkflows } from './order-workflows/order-workflows';
import { CreateOrder } from './orders/create-order';
import { OrderView } from './orders/order-view';
import { OrdersController } from './orders/orders.controller';
import { StandstillGuard } from './orders/standstill';
import { ProblemsController } from './problems/problems.controller';
import { ProviderErrorsController } from './provider-errors/provider-errors.controller';
import { AllRefundsController } from './refunds/all-refunds.controller';
import { RefundWorkflows } from './refunds/refund-workflows';
import { RefundsController } from './refunds/refunds.controller';
import { ReopenUnits } from './refunds/reopen-units';
import { RequestRefund } from './refunds/request-refund';
import { Months } from './reports/months';
import { MonthsController } from './reports/months.controller';
import { PayoutsController } from './reports/payouts.controller';
import { TransactionsController } from './reports/transactions.controller';
import { Sessions } from './sessions/sessions';
import { SessionsController } from './sessions/sessions.controller';
import { ShipCheckController } from './ship-check/ship-check.controller';
import { AllShipmentsController } from './shipments/all-shipments.controller';
import { CancelShipment } from './shipments/cancel-shipment';
import { CaptureShipment } from './shipments/capture-shipment';
import { ShipmentsController } from './shipments/shipments.controller';
import { SimulationsController } from './simulations/simulations.controller';
import { Shutdown } from './shutdown';
import { TimelineController } from './timeline/timeline.controller';
import { API_CONFIG, DATABASE, EVENT_DELIVERY, GROUND_READER, LOGGER, ORDER_READER, TEMPORAL_CLIENT } from './tokens';
import { DeadLettersController } from './webhooks/dead-letters.controller';
import { EventDeliveries } from './webhooks/event-deliveries';
import { WebhooksController } from './webhooks/webhooks.controller';

/** All that answers requests. */
export const CONTROLLERS = [
  OrdersController,
  ConfirmationsController,
  DeadlinesController,
  LinesController,
  ShipmentsController,
  AllShipmentsController,
  CancellationsController,
  RefundsController,
  AllRefundsController,
  DisputesController,
  AllDisputesController,
  AttentionsController,
  NotesController,
  ShipCheckController,
  EventsController,
  EventDeliveriesController,
  TimelineController,
  LedgerController,
  PayoutsController,
  MonthsController,
  TransactionsController,
  WebhooksController,
  DeadLettersController,
  SessionsController,
  KeysController,
  SimulationsController,
  HealthController,
  WorkersController,
  ProviderErrorsController,
  MetricsController,
  OpenApiController,
  DocsController,
  ConsoleController,
  ProblemsController,
] as const;

/** The only place where the API is put together. */
@Module({})
export class AppModule {
  static of(config: ApiConfig, log: Logger, metrics: ApiMetrics): DynamicModule {
    return {
      module: AppModule,
      imports: [DiscoveryModule],
      controllers: [...CONTROLLERS],
      providers: [
        { provide: API_CONFIG, useValue: config },
        { provide: LOGGER, useValue: log },
        { provide: ApiMetrics, useValue: metrics },
        { provide: TEMPORAL_CLIENT, useFactory: () => temporalClient(config.temporal) },
        { provide: DATABASE, useFactory: () => database(config, log) },
        { provide: APP_GUARD, useClass: StandstillGuard },
        { provide: GROUND_READER, useFactory: createGroundReader, inject: [DATABASE] },
        { provide: ORDER_READER, useFactory: createOrderReader, inject: [DATABASE] },
        { provide: EVENT_DELIVERY, useFactory: eventDelivery, inject: EVENT_DELIVERY_CONTEXT },
        CancelOrder,
        CancelShipment,
        CaptureShipment,
        ChangeDeadline,
        ChangeLines,
        Months,
        CloseAttention,
        ConfirmPayment,
        CreateOrder,
        Dependencies,
        DisputeWorkflows,
        DryRuns,
        EventDeliveries,
        EventFeed,
        EventPushes,
        EventView,
        KeyUses,
        OpenWorkMetrics,
        OrderView,
        OrderWorkflows,
        RefundWorkflows,
        ReopenUnits,
        RequestRefund,
        RequestTime,
        Sessions,
        Shutdown,
        TellAttentions,
      ],
    };
  }
}

function database({ databaseUrl, databasePoolSize: poolSize }: ApiConfig, log: Logger): Database {
  return openDatabase({
    url: databaseUrl,
    applicationName: 'holdfast-api',
    poolSize,
    onConnectionLost: (error) => {
      log.warn({ err: error }, 'a database connection broke; the pool opens another');
    },
  });
}

const EVENT_DELIVERY_CONTEXT = [
  ...[API_CONFIG, DATABASE, OrderWorkflows, RefundWorkflows, DisputeWorkflows, LOGGER],
  ApiMetrics,
];

function eventDelivery(
  { livemode }: ApiConfig,
  opened: Database,
  workflows: OrderWorkflows,
  refunds: RefundWorkflows,
  disputes: DisputeWorkflows,
  log: Logger,
  metrics: ApiMetrics,
): EventDelivery {
  return createEventDelivery({
    database: opened,
    inbox: createInbox({ database: opened, clock: now }),
    signalOrder: (orderId, event) => workflows.signalOrder(orderId, event),
    signalRefund: (orderId, refundId, event) => refunds.signalRefund(orderId, refundId, event),
    livemode,
    signalDispute: (orderId, disputeId, event) => disputes.signalDispute(orderId, disputeId, event),
    clock: now,
    log,
    onDelivery: (result) => {
      metrics.eventDelivered(result);
    },
  });
}

function now(): Date {
  return new Date();
}
