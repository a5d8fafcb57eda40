import { Controller, Res } from '@nestjs/common';
import type { Requester } from '../../../../libs/domain/orders/requester';
import { markReplayed, type HttpReply } from '../http/request';
import { RequestedBy } from '../http/requested-by';
import { JsonBody, onceOnly, PathPart, Route, UrlQuery } from '../openapi/route';
import { Months } from './months';
import {
  closingSchema,
  monthQuerySchema,
  monthReportSchema,
  monthSchema,
  type MonthClosing,
  type MonthQuery,
  type MonthReport,
} from './month.schema';

/** Shows a month of the books, and closes it. */
@Controller()
export class MonthsController {
  constructor(private readonly months: Months) {}

  @Route({
    method: 'get',
    path: '/v1/reports/months/:month',
    tag: 'accounting',
    summary: 'Read a month: what was in your Stripe balance, what moved, and what differs from the ledger',
    description:
      'A closed month is shown as it was when it was closed, in its own time zone. What is recorded later about a closed ' +
      'month is counted in the month after it, and listed there as `late`.',
    answers: [{ status: 200, description: 'The month', content: monthReportSchema }],
    problems: ['temporarily_unavailable'],
  })
  async readMonth(
    @PathPart('month', monthSchema) month: string,
    @UrlQuery(monthQuerySchema) { timezone }: MonthQuery,
  ): Promise<MonthReport> {
    return this.months.read(month, timezone);
  }

  @Route({
    method: 'post',
    path: '/v1/reports/months/:month/closing',
    tag: 'accounting',
    summary: 'Close a month of the books for good',
    description:
      'One after the other, each an hour after it is over and once all of it was read from Stripe. Where no provider tells ' +
      'its balance it closes over what the ledger has, and says so (`balanceTold`).',
    answers: onceOnly('The month as it is now for ever', monthReportSchema),
    problems: ['month_not_closable', 'temporarily_unavailable'],
  })
  async closeMonth(
    @PathPart('month', monthSchema) month: string,
    @JsonBody(closingSchema) body: MonthClosing,
    @RequestedBy() requester: Requester,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<MonthReport> {
    const { report, replayed } = await this.months.close(month, body, requester);
    if (replayed) markReplayed(reply);
    return report;
  }
}
