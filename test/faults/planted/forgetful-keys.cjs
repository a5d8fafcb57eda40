// Loaded before the product: every request to Stripe has an idempotency key of its own, so that a repeat is another request.
const { request } = require('node:http');
const http = require('node:http');

let requests = 0;
http.request = function forgetful(...args) {
  const [options] = args;
  const key = options?.headers?.['Idempotency-Key'];
  requests += 1;
  if (key !== undefined) options.headers['Idempotency-Key'] = `${key}/${process.pid}/${requests}`;
  return request.apply(this, args);
};
