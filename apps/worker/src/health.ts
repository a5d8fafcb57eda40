import type { Worker } from '@temporalio/worker';
import { createServer, type Server } from 'node:http';

/** Answers 200 while every worker polls, 503 otherwise: for probes, on a port of its own. */
export function startHealthServer(port: number, workers: readonly Worker[]): Promise<Server> {
  const server = createServer((_, response) => {
    const states = workers.map((worker) => worker.getState());
    const ready = states.every((state) => state === 'RUNNING');
    response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: ready ? 'ok' : 'unavailable', workers: states }));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Probes come from outside the container.
    server.listen(port, () => {
      resolve(server);
    });
  });
}
