import { createServer } from 'node:http';

/**
 * The least that a server of Stripe's API can do in Node, to compare with: it reads the form of each request and writes
 * JSON as long as a capture's, indented as Stripe's, anew for each answer. It keeps and checks nothing.
 */
export async function startBareServer(answerBytes: number): Promise<{ readonly url: string }> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const text = JSON.stringify(answerTo(new URLSearchParams(body), answerBytes), null, 2);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The bare server has no port');
  return { url: `http://127.0.0.1:${String(address.port)}` };
}

/** What one more field adds: a line of its own, without the braces around it. */
const FIELD_BYTES = '  "field_10": "some text",\n'.length;

function answerTo(form: URLSearchParams, bytes: number): Record<string, unknown> {
  const amount = Number(form.get('amount_to_capture'));
  const answer: Record<string, unknown> = { object: 'payment_intent', amount };
  for (let field = 0; field < bytes / FIELD_BYTES; field += 1) {
    answer[`field_${String(field)}`] = 'some text';
  }
  return answer;
}
