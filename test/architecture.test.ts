import { execFile } from 'node:child_process';
import { cpSync, type Dirent, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '..');
const folders = ['apps', 'libs', 'workflows', 'activities', 'test', 'bench'];

/** More than fit on one screen is a warehouse, not a table of contents. */
const MOST_FILES = 30;

/** A file beside the rooms of a layer, which puts them together. */
const TOP = 'composed';

/** Through the command line: the package is ESM only, which jest cannot load on the oldest Node we support. */
function brokenRulesOf(directory: string): Promise<{ rule: string; from: string; to: string }[]> {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruiser, '--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', ...folders];
  return new Promise((resolvePromise, reject) => {
    execFile(process.execPath, args, { cwd: directory, maxBuffer: 100 * 2 ** 20 }, (error, stdout, stderr) => {
      if (stdout === '') {
        reject(new Error(`dependency-cruiser did not run: ${stderr}`, { cause: error }));
        return;
      }
      const { summary } = JSON.parse(stdout) as {
        summary: { violations: { rule: { name: string }; from: string; to: string }[] };
      };
      resolvePromise(summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })));
    });
  });
}

const layers = jest.requireActual<Record<string, Record<string, string>>>('../.dependency-rooms.cjs');

/** In each room a file that knows what puts the rooms together, or the next room above. */
const brokenRooms = Object.fromEntries(
  Object.entries(layers).flatMap(([layer, contents]) =>
    Object.keys(contents).map((room, floor, all) => {
      const above = all[floor + 1];
      return [
        `${layer.replace('libs/', '')}-${room}-knows-lower-rooms`,
        {
          file: `${layer}/${room}/climbs.ts`,
          text: above === undefined ? `import '../${TOP}';` : `import '../${above}/climbs';`,
        },
      ];
    }),
  ),
);

/** One file per rule that breaks exactly that rule, or little else. */
const broken: Record<string, { file: string; text: string }> = {
  ...brokenRooms,
  'no-cycles': { file: 'libs/domain/left.ts', text: `import '../domain/right';` },
  'no-orphans': { file: 'libs/domain/orphan.ts', text: 'export {};' },
  'not-to-unresolvable': { file: 'libs/config/a.ts', text: `import 'no-such-package';` },
  'not-to-dev-dependencies': { file: 'libs/config/b.ts', text: `import 'fast-check';` },
  'not-to-tests': { file: 'activities/c.ts', text: `import '../libs/domain/money.test';` },
  'domain-is-pure': { file: 'libs/domain/d.ts', text: `import 'node:fs';` },
  'libs-stay-below': { file: 'libs/config/e.ts', text: `import '../../activities/work';` },
  'libs-know-one-thing': { file: 'libs/stripe/f.ts', text: `import '../postgres/store';` },
  'config-is-read-by-apps': { file: 'activities/g.ts', text: `import '../libs/config/config';` },
  'workflows-see-only-domain-and-temporal': { file: 'workflows/h.ts', text: `import '../libs/stripe/gateway';` },
  'workflows-see-activity-types-only': { file: 'workflows/i.ts', text: `import '../activities/work';` },
  'activities-stay-below-apps': { file: 'activities/j.ts', text: `import '../workflows/order-payment/workflow';` },
  'temporal-stays-out-of-libs': { file: 'libs/postgres/k.ts', text: `import '@temporalio/common';` },
  'nest-stays-in-the-api': { file: 'apps/worker/src/l.ts', text: `import '@nestjs/common';` },
  'stripe-sdk-in-one-place': { file: 'apps/api/src/m.ts', text: `import 'stripe';` },
  'sql-in-one-place': { file: 'activities/n.ts', text: `import 'pg';` },
  'api-sees-messages-only': { file: 'apps/api/src/o.ts', text: `import '../../../workflows/order-payment/workflow';` },
  'messages-load-no-workflow': { file: 'workflows/order-payment/messages.ts', text: `import './workflow';` },
  'api-does-nothing-itself': { file: 'apps/api/src/p.ts', text: `import '../../../activities/work';` },
  'apps-do-not-share': { file: 'apps/local/src/q.ts', text: `import '../../worker/src/l';` },
  'console-knows-the-contract': { file: 'apps/console/src/v.ts', text: `import '../../../libs/config/a';` },
  'emulator-stands-alone': { file: 'apps/stripe-emulator/src/r.ts', text: `import '../../../libs/domain/left';` },
  'emulation-knows-no-provider': { file: 'libs/emulation/t.ts', text: `import '../../apps/stripe-emulator/src/r';` },
  'emulation-is-for-emulators': { file: 'apps/api/src/u.ts', text: `import '../../../libs/emulation/t';` },
  'embedded-servers-stay-local': { file: 'apps/api/src/s.ts', text: `import '../../../libs/local/guard';` },
};

/** What the broken files import. */
const innocent = [
  ...Object.keys(layers).map((layer) => `${layer}/${TOP}.ts`),
  'activities/work.ts',
  'libs/config/config.ts',
  'libs/domain/money.test.ts',
  'libs/local/guard.ts',
  'libs/postgres/store.ts',
  'libs/stripe/gateway.ts',
  'workflows/order-payment/workflow.ts',
  'test/whole.test.ts',
  'bench/run.ts',
];

describe('dependencies', () => {
  test('are found when they point anywhere else', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'holdfast-architecture-'));
    try {
      for (const name of ['package.json', 'tsconfig.json']) cpSync(join(root, name), join(directory, name));
      symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
      const files = [...Object.values(broken), ...innocent.map((file) => ({ file, text: 'export {};' }))];
      for (const { file, text } of [...files, { file: 'libs/domain/right.ts', text: `import './left';` }]) {
        mkdirSync(join(directory, dirname(file)), { recursive: true });
        writeFileSync(join(directory, file), `${text}\n`);
      }
      const found = await brokenRulesOf(directory);
      for (const [rule, { file }] of Object.entries(broken)) {
        expect(found).toContainEqual(expect.objectContaining({ rule, from: file }));
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test('have a broken example above for every rule', () => {
    const { forbidden } = jest.requireActual<{ forbidden: { name: string }[] }>('../.dependency-cruiser.cjs');
    expect(forbidden.map(({ name }) => name).sort()).toEqual(Object.keys(broken).sort());
  });
});

describe('rooms', () => {
  test.each(Object.keys(layers))('%s has those that are listed, and no others', (layer) => {
    // What its tests share is no part of it.
    const isRoom = (entry: Dirent): boolean => entry.isDirectory() && entry.name !== 'testing';
    const found = readdirSync(join(root, layer), { withFileTypes: true }).filter(isRoom);
    expect(found.map(({ name }) => name).sort()).toEqual(Object.keys(layers[layer] ?? {}).sort());
  });

  test('hold at most thirty files', () => {
    const crowded = folders
      .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .reduce(
        (count, { parentPath }) => count.set(parentPath, (count.get(parentPath) ?? 0) + 1),
        new Map<string, number>(),
      );
    expect([...crowded].filter(([, files]) => files > MOST_FILES)).toEqual([]);
  });
});

describe('names', () => {
  const drawer = /^(utils?|helpers?|common|shared|misc|core|types?|managers?)$/;

  test('say what is inside', () => {
    const drawers = [...folders, 'tools', 'migrations', 'docs']
      .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }))
      .filter((path) => path.split('/').some((part) => drawer.test(part.replace(/[.].*$/, ''))));
    expect(drawers).toEqual([]);
  });
});
