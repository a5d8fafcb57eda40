import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { freePort, startOnFreePorts } from './port';
import { startProgram, untilReady, type Program } from './program';

function node(script: string, onLine: (line: string) => void = () => undefined): Promise<Program> {
  return startProgram({ name: 'the test', command: process.execPath, args: ['-e', script], env: {}, onLine });
}

describe('a program', () => {
  test('is told to stop, and its last lines are kept', async () => {
    const lines: string[] = [];
    const program = await node(`console.log('one'); console.error('two'); setInterval(() => {}, 1000);`, (line) =>
      lines.push(line),
    );
    await untilReady({
      name: 'The test',
      timeoutMs: 10_000,
      program,
      answers: () => Promise.resolve(lines.length === 2),
    });
    await program.stop();
    expect(await program.ended).toBe('signal SIGTERM');
    expect(program.tail().split('\n').sort()).toEqual(['one', 'two']);
  });

  test('gets nothing of our environment', async () => {
    const program = await node(`console.log(JSON.stringify(process.env))`);
    await program.ended;
    expect(program.tail()).toBe('{}');
  });

  test('is named when it cannot be started', async () => {
    await expect(startProgram({ name: 'Nothing', command: '/no/such/program', args: [], env: {} })).rejects.toThrow(
      /^Nothing cannot be started \(\/no\/such\/program\)/,
    );
  });

  test('is reported with what it said when it ends while we wait for it', async () => {
    const program = await node(`console.error('the disk is full'); process.exit(3);`);
    const waiting = untilReady({
      name: 'The test',
      timeoutMs: 10_000,
      program,
      answers: () => Promise.resolve(false),
    });
    await expect(waiting).rejects.toThrow('The test ended while starting (exit code 3):\nthe disk is full');
  });

  test('is ended and reported with the last reason when it never answers', async () => {
    const program = await node(`setInterval(() => {}, 1000);`);
    const waiting = untilReady({
      name: 'The test',
      timeoutMs: 100,
      program,
      answers: () => Promise.reject(new Error('connection refused')),
    });
    await expect(waiting).rejects.toThrow('The test did not answer within 0.1 s. Last error: connection refused.');
    expect(await program.ended).toBe('signal SIGKILL');
  });
});

describe('a free port', () => {
  test('is the preferred one unless somebody has it', async () => {
    const wanted = await freePort();
    expect(await freePort(wanted)).toBe(wanted);

    const server = createServer().listen(wanted, '127.0.0.1');
    await once(server, 'listening');
    expect((server.address() as AddressInfo).port).toBe(wanted);
    expect(await freePort(wanted)).not.toBe(wanted);
    server.close();
  });

  test('is looked for anew when somebody took it before the server could', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const tried: number[] = [];
    const server = await startOnFreePorts(async () => {
      tried.push(tried.length < 2 ? port : await freePort());
      return listening(tried.at(-1) ?? 0);
    });
    expect(tried).toEqual([port, port, expect.any(Number)]);
    await server.stop();
    taken.close();
  });

  test('does not mend a server that ends for another reason', async () => {
    let started = 0;
    const starting = startOnFreePorts(async () => {
      started += 1;
      await untilListening(await node(`throw new Error('the disk is full')`), () => false);
    });
    await expect(starting).rejects.toThrow('the disk is full');
    expect(started).toBe(1);
  });
});

async function listening(port: number): Promise<Program> {
  const lines: string[] = [];
  const script = `require('net').createServer().listen(${port.toString()}, '127.0.0.1', () => console.log('listening'))`;
  const program = await node(script, (line) => lines.push(line));
  await untilListening(program, () => lines.includes('listening'));
  return program;
}

function untilListening(program: Program, isListening: () => boolean): Promise<void> {
  const answers = (): Promise<boolean> => Promise.resolve(isListening());
  return untilReady({ name: 'The test', timeoutMs: 10_000, program, answers });
}
