import { isInternalAddress, isInternalHost } from './internal-address';

test.each([
  ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...['169.254.169.254', '100.64.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
  ...['::1', '::', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'ff02::1'],
  ...['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::'],
])('%s is an address of a network of our own', (address) => {
  expect(isInternalAddress(address)).toBe(true);
});

test.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8', 'shop.example'])(
  '%s is not an address of a network of our own',
  (address) => {
    expect(isInternalAddress(address)).toBe(false);
  },
);

test.each(['localhost', 'LOCALHOST.', 'api.localhost', 'printer.local', 'db.internal', '[::1]', '127.0.0.1'])(
  'the host %s says that it is internal',
  (host) => {
    expect(isInternalHost(host)).toBe(true);
  },
);

test.each(['shop.example', 'localhost.example', 'internal.example', '[2606:4700::1111]'])(
  'the host %s does not say that it is internal',
  (host) => {
    expect(isInternalHost(host)).toBe(false);
  },
);
