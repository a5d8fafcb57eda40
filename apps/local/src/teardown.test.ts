import { Teardown } from './teardown';

test('processes stop before the servers they stand on, and files go last', async () => {
  const order: string[] = [];
  const teardown = new Teardown();
  const step = (name: string) => async (): Promise<void> => {
    await Promise.resolve();
    order.push(name);
  };
  teardown.add('directory', step('logs'));
  teardown.add('server', step('postgres'));
  teardown.add('process', step('worker'));
  await teardown.run();
  expect(order).toEqual(['worker', 'postgres', 'logs']);
});

test('a step that fails is told and keeps no other from being done', async () => {
  const order: string[] = [];
  const teardown = new Teardown((text) => order.push(text));
  teardown.add('process', () => Promise.reject(new Error('gone already')));
  teardown.add('server', () => {
    order.push('postgres');
    return Promise.resolve();
  });
  await teardown.run();
  expect(order).toEqual(['While stopping: Error: gone already\n', 'postgres']);
});

test('everything is stopped once, however often it is asked for', async () => {
  let stops = 0;
  const teardown = new Teardown();
  teardown.add('process', () => {
    stops += 1;
    return Promise.resolve();
  });
  expect(teardown.begun).toBe(false);
  await Promise.all([teardown.run(), teardown.run()]);
  expect(teardown.begun).toBe(true);
  expect(stops).toBe(1);
});
