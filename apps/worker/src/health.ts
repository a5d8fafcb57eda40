import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type { WorkerReadiness } from './readiness';

/** What the worker's health port shows, and where. */
export interface HealthParts {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly readiness: () => Promise<WorkerReadiness>;
  readonly metrics: Registry;
}

/**
 * For probes and Prometheus, on a port of its own: metrics at `/metrics`, whether the process runs at `/health/live`,
 * and whether it does its work everywhere else.
 */
export function startHealthServer({ host, port, readiness, metrics }: HealthParts): Promise<Server> {
  const listener: RequestListener = ({ method, url }, response) => {
    const path = method === 'GET' ? url?.split('?', 1)[0] : undefined;
    if (path === '/metrics') void answerMetrics(response, metrics);
    else if (path === '/health/live') answerJson(response, 200, { status: 'live' });
    else void answerReadiness(response, readiness);
  };
  const server = createServer(listener);
  return new Promise((resolve, reject) => {
    // Later, it would be one connection that could not be taken: that must not end the process.
    server.on('error', reject);
    server.listen(port, host, () => {
      resolve(server);
    });
  });
}

function answerJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** 200 while every worker polls and reaches what its steps need, 503 otherwise. */
async function answerReadiness(response: ServerResponse, readiness: () => Promise<WorkerReadiness>): Promise<void> {
  try {
    const answer = await readiness();
    answerJson(response, answer.status === 'ok' ? 200 : 503, answer);
  } catch {
    answerJson(response, 503, { status: 'unavailable' });
  }
}

async function answerMetrics(response: ServerResponse, metrics: Registry): Promise<void> {
  try {
    const text = await metrics.metrics();
    response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
  } catch {
    response.writeHead(500, { 'content-type': 'text/plain' }).end('The metrics could not be written.\n');
  }
}
