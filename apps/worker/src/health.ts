import type { Worker } from '@temporalio/worker';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';

/** For probes and Prometheus, on a port of its own: metrics at `/metrics`, the state of the workers everywhere else. */
export function startHealthServer(port: number, workers: readonly Worker[], metrics: Registry): Promise<Server> {
  const server = createServer(({ method, url }, response) => {
    if (method === 'GET' && url?.split('?', 1)[0] === '/metrics') void answerMetrics(response, metrics);
    else answerHealth(response, workers);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Probes come from outside the container.
    server.listen(port, () => {
      resolve(server);
    });
  });
}

/** 200 while every worker polls, 503 otherwise. */
function answerHealth(response: ServerResponse, workers: readonly Worker[]): void {
  const states = workers.map((worker) => worker.getState());
  const ready = states.every((state) => state === 'RUNNING');
  response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ status: ready ? 'ok' : 'unavailable', workers: states }));
}

async function answerMetrics(response: ServerResponse, metrics: Registry): Promise<void> {
  try {
    const text = await metrics.metrics();
    response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
  } catch {
    response.writeHead(500, { 'content-type': 'text/plain' }).end('The metrics could not be written.\n');
  }
}
