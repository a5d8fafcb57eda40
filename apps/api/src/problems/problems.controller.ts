import { Controller, Header } from '@nestjs/common';
import { Route } from '../openapi/route';
import { PROBLEMS, PROBLEMS_PATH } from './problem-codes';

/** Text and its own style: nothing else may be loaded or run. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const rows = Object.entries(PROBLEMS).map(
  ([code, { status, title, remedy }]) =>
    `      <tr id="${code}"><td><code>${code}</code></td><td>${status.toString()}</td>` +
    `<td>${title}</td><td>${withCode(remedy)}</td></tr>`,
);

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Holdfast: problems</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <style>
      body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem; max-width: 70rem; }
      td, th { padding: 0.4rem 1rem 0.4rem 0; text-align: left; vertical-align: top; }
      tr:target { background: #fff3c4; }
    </style>
  </head>
  <body>
    <h1>Problems</h1>
    <p>Decide by <code>code</code>. <code>detail</code> says what happened this time.</p>
    <table>
      <tr><th>Code</th><th>Status</th><th>Means</th><th>What to do</th></tr>
${rows.join('\n')}
    </table>
  </body>
</html>
`;

/** The page that the `type` of every problem points to. */
@Controller()
export class ProblemsController {
  @Route({
    method: 'get',
    path: PROBLEMS_PATH,
    tag: 'about',
    summary: 'Every problem, and what to do about it',
    answers: [{ status: 200, description: 'A page with a row for each code', content: ['text/html'] }],
  })
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', POLICY)
  readProblems(): string {
    return PAGE;
  }
}

/** What stands in backticks, as code; the sentences are ours, and only `<key>` in them looks like HTML. */
function withCode(sentence: string): string {
  return sentence
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/`([^`]+)`/g, '<code>$1</code>');
}
