// Loads a payment provider and calls it as Medusa's payment module does: each line of standard input is a call,
// `{ "method", "input", "captures" }`, and each line of standard output is what came of it. The captures are rows that
// the module wrote before it called. Run in the folder of a package that has the provider, with the settings of it:
//
//   node medusa-program.mjs ./dist/index.js '{ "url": "http://127.0.0.1:3000", "eventSecret": "whsec_…" }'
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , file, settings] = process.argv;
const { default: loaded } = await import(pathToFileURL(resolve(file)).href);
const [Provider] = loaded.services;
const options = JSON.parse(settings);
let captures = {};
const captureService = { retrieve: async (id) => captures[id] };

Provider.validateOptions(options);
const provider = new Provider({ captureService }, options);

for await (const line of createInterface({ input: process.stdin })) {
  const { method, input, ...rows } = JSON.parse(line);
  captures = rows.captures ?? {};
  process.stdout.write(`${JSON.stringify(await outcomeOf(method, input))}\n`);
}

async function outcomeOf(method, input) {
  try {
    return { result: (await provider[method](input)) ?? null };
  } catch (error) {
    return { error: { type: error.type, message: error.message } };
  }
}
