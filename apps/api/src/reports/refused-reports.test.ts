import { openApiAlone } from '../../../../test/setup/shop/api-alone';

const alone = openApiAlone();

test('a payout that Stripe never showed is not found', async () => {
  expect((await alone.api.get('/v1/reports/payouts/po_nobody')).problem().code).toBe('payout_not_found');
});

test.each(['from=2026-11-01', 'from=2026-11-01&to=2026-12-01&timezone=Europe/Nowhere', 'from=1&to=2026-12-01'])(
  'a report that nobody can make is refused: %s',
  async (query) => {
    expect((await alone.api.get(`/v1/reports/transactions?${query}`)).problem().code).toBe('invalid_request');
  },
);
