// A webhook endpoint for programs in any language: what is posted to /hook is the answer to the next GET of /next, with
// its signature in the same header.
import { createServer } from 'node:http';

export async function openHook() {
  const delivered = [];
  const waiting = [];
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') {
      waiting.push(response);
    } else {
      let payload = '';
      for await (const chunk of request) payload += chunk;
      delivered.push({ payload, signature: request.headers['stripe-signature'] });
      response.end();
    }
    while (delivered.length > 0 && waiting.length > 0) {
      const { payload, signature } = delivered.shift();
      waiting
        .shift()
        .writeHead(200, { 'stripe-signature': signature, 'content-type': 'application/json' })
        .end(payload);
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
