import { Controller, Inject } from '@nestjs/common';
import { linesOf } from '../../../../libs/domain/accounting/balance-lines';
import { startOfDay } from '../../../../libs/domain/accounting/calendar';
import { sumOf } from '../../../../libs/domain/money/money';
import { findPayout, listPayouts, readPaidOut } from '../../../../libs/postgres/accounting/payout-reader';
import type { Database } from '../../../../libs/postgres/database/database';
import type { PayoutsTable } from '../../../../libs/postgres/records/accounting-schema';
import { PathPart, Route, UrlQuery } from '../openapi/route';
import { Problem } from '../problems/problem';
import { DATABASE } from '../tokens';
import {
  payoutIdSchema,
  payoutListSchema,
  payoutReportSchema,
  payoutsQuerySchema,
  type PayoutList,
  type PayoutReport,
  type PayoutsQuery,
} from './report.schema';

/** Shows what Stripe sent to the bank, and what was in it. */
@Controller()
export class PayoutsController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Route({
    method: 'get',
    path: '/v1/reports/payouts',
    tag: 'accounting',
    summary: 'List payouts to your bank',
    answers: [{ status: 200, description: 'Payouts that were made in these days', content: payoutListSchema }],
    problems: ['temporarily_unavailable'],
  })
  async listPayouts(@UrlQuery(payoutsQuerySchema) { from, to, timezone }: PayoutsQuery): Promise<PayoutList> {
    const days = { from: startOfDay(from, timezone), to: startOfDay(to, timezone) };
    return { payouts: (await listPayouts(this.database, days)).map(shown) };
  }

  @Route({
    method: 'get',
    path: '/v1/reports/payouts/:payoutId',
    tag: 'accounting',
    summary: 'Reconcile a payout: what of it is of your orders, what is of others',
    answers: [{ status: 200, description: 'The payout, and all that it paid out', content: payoutReportSchema }],
    problems: ['payout_not_found', 'temporarily_unavailable'],
  })
  async readPayout(@PathPart('payoutId', payoutIdSchema) payoutId: string): Promise<PayoutReport> {
    const payout = await findPayout(this.database, payoutId);
    if (payout === undefined) throw new Problem('payout_not_found', `There is no payout ${payoutId}.`);
    if (payout.reconciled_at === null) return { ...shown(payout), paidOut: null };
    const { ours, foreign, differences } = await readPaidOut(this.database, payoutId);
    const all = sumOf([...ours, ...foreign], ({ net }) => net);
    return {
      ...shown(payout),
      paidOut: {
        ours: linesOf(ours),
        foreign: [...foreign],
        difference: { amount: payout.amount - all, currency: payout.currency },
        differences: [...differences],
      },
    };
  }
}

function shown(payout: PayoutsTable): PayoutList['payouts'][number] {
  return {
    payoutId: payout.payout_id,
    amount: { amount: payout.amount, currency: payout.currency },
    status: payout.status,
    automatic: payout.automatic,
    createdAt: payout.created_at,
    arrivalOn: payout.arrival_on,
    failureCode: payout.failure_code,
  };
}
