import { Controller, HttpCode, Inject } from '@nestjs/common';
import type { ApiConfig } from '../../../../libs/config/config';
import type { Requester } from '../../../../libs/domain/orders/requester';
import { RequestedBy } from '../http/requested-by';
import { JsonBody, Route } from '../openapi/route';
import { GoesOnAtStandstill } from '../orders/standstill';
import { API_CONFIG } from '../tokens';
import { simulateOrder } from './simulate-order';
import {
  newSimulationSchema,
  simulationSchema,
  type NewSimulationBody,
  type SimulationBody,
} from './simulation.schema';

/** Plays orders through that nobody has placed. */
@Controller()
export class SimulationsController {
  constructor(@Inject(API_CONFIG) private readonly config: ApiConfig) {}

  @Route({
    method: 'post',
    path: '/v1/simulations',
    tag: 'orders',
    summary: 'Play an order through: what if the second shipment is nine days late?',
    description:
      'With the decisions that the order itself would meet, a card as you describe it, and an hour in no time. Nothing is ' +
      'stored, held or asked, and the provider need not be set up here. Every capture and refund arrives, and the bank agrees ' +
      'unless an event says otherwise.',
    answers: [{ status: 200, description: 'What happens, and where the money is after it', content: simulationSchema }],
    problems: ['amount_too_small'],
  })
  @HttpCode(200)
  @GoesOnAtStandstill()
  simulate(
    @JsonBody(newSimulationSchema) body: NewSimulationBody,
    @RequestedBy() requester: Requester,
  ): SimulationBody {
    return simulateOrder(body, requester, this.config);
  }
}
