import { loadApiConfig } from './config';

const base = {
  HOLDFAST_DEPLOYMENT: 'shop-eu',
  DATABASE_URL: 'postgres://holdfast:hunter2@127.0.0.1:5432/holdfast',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  STRIPE_WEBHOOK_SECRETS: 'whsec_1',
};
const SECRET = `whsec_${Buffer.alloc(32, 'new').toString('base64')}`;
const OLD = `whsec_${Buffer.alloc(24, 'old').toString('base64')}`;

function messageOf(list: string, internal?: string): string {
  try {
    loadApiConfig({ ...base, EVENT_ENDPOINTS: list, EVENT_ENDPOINTS_INTERNAL: internal });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It was accepted.');
}

test('endpoints are names with a URL and the secrets that sign for it', () => {
  const { events } = loadApiConfig({
    ...base,
    EVENT_ENDPOINTS: `shop https://shop.example/holdfast ${SECRET} ${OLD},\n erp.2 https://[2606:4700::1111]:8443/?a=1 ${OLD}`,
  });
  expect(events).toEqual({
    endpoints: [
      { name: 'shop', url: 'https://shop.example/holdfast', secrets: [SECRET, OLD] },
      { name: 'erp.2', url: 'https://[2606:4700::1111]:8443/?a=1', secrets: [OLD] },
    ],
    internalAllowed: false,
    keptDays: 30,
  });
});

test.each([
  ['shop', 'entry 1: an entry is: name url secret'],
  [`https://shop.example ${SECRET}`, 'entry 1: an entry is: name url secret'],
  [`sh:op https://shop.example ${SECRET}`, 'entry 1: a name is'],
  [`shop ftp://shop.example ${SECRET}`, 'entry 1: the second part is a URL'],
  [`shop https://ann:hunter2@shop.example ${SECRET}`, 'entry 1: the URL has a user or password'],
  [`shop https://shop.example whsec_short`, 'entry 1: a secret is whsec_'],
  [`shop https://shop.example ${SECRET} hunter2`, 'entry 1: a secret is whsec_'],
  [`shop https://a.example ${SECRET}, shop https://b.example ${SECRET}`, 'entry 2: its name is that of entry 1'],
])('%s is refused, and no part of it is shown', (list, rule) => {
  const message = messageOf(list);
  expect(message).toContain(`EVENT_ENDPOINTS (not shown): ${rule}`);
  expect(message).not.toContain('hunter2');
  expect(message).not.toContain(SECRET);
});

test.each(['http://shop.example', 'https://localhost', 'https://10.0.0.1', 'https://[::1]', 'https://2130706433'])(
  'the endpoint %s is refused unless internal addresses are allowed',
  (url) => {
    const list = `shop ${url} ${SECRET}`;
    expect(messageOf(list)).toContain('EVENT_ENDPOINTS_INTERNAL=allowed');
    const allowed = loadApiConfig({ ...base, EVENT_ENDPOINTS: list, EVENT_ENDPOINTS_INTERNAL: 'allowed' });
    expect(allowed.events.endpoints).toHaveLength(1);
  },
);
