import { API_VERSION } from '../../wire/api-table';
import { parseForm } from '../../wire/form';
import { NEWEST, versionNamed } from './api-version';
import { CHANGES } from './changes';
import { asNewest } from './translate';

describe('API versions', () => {
  it('are read as a release, a preview of its day, or either with beta features', () => {
    const names = [
      API_VERSION,
      '2019-02-11',
      '2025-08-27.preview',
      '2024-06-20; some_beta=v1',
      '2026-08-26.preview;a=v2',
    ];
    expect(names.map((name) => versionNamed(name)?.text)).toEqual(names);
    const none = [
      '',
      'latest',
      '2025-08-27.parsley',
      '2024-06-20.preview',
      '2024-06-20; beta',
      '2024-06-20;',
      '2024-06-2',
    ];
    expect(none.map((name) => versionNamed(name))).toEqual(none.map(() => undefined));
  });

  it('lack the changes that came after them: none the newest, all the oldest', () => {
    expect(NEWEST.lacks).toEqual([]);
    expect(versionNamed(API_VERSION)?.lacks).toEqual([]);
    expect(versionNamed('2018-11-08')?.lacks).toEqual(CHANGES);
    expect(versionNamed('2025-03-31.basil')?.lacks).toEqual(CHANGES.filter(({ since }) => since.startsWith('2026')));
  });

  it('change from the newest to the oldest, each as Stripe documents it', () => {
    const days = CHANGES.map(({ since }) => since.slice(0, 10));
    expect(days).toEqual(days.toSorted().reverse());
    for (const { since, source } of CHANGES) {
      expect(versionNamed(since)?.text).toBe(since);
      expect(source).toMatch(/^https:\/\/(docs\.stripe\.com\/changelog\/|github\.com\/stripe\/stripe-node\/)/);
    }
  });

  it('leave a request of the newest version as it is, and copy an older one before they rewrite it', () => {
    const { tree } = parseForm('amount=1&payment_method_types[]=card');
    expect(asNewest(NEWEST, 'POST /v1/payment_intents', tree).form).toBe(tree);
    const older = versionNamed('2022-11-15') ?? NEWEST;
    const asked = asNewest(older, 'POST /v1/payment_intents', tree);
    expect([...asked.form]).toEqual([
      ['amount', '1'],
      ['capture_method', 'automatic'],
    ]);
    expect(asked.ways).toEqual({ listedTypes: ['card'], refundsReleases: true, countsTotal: false });
    expect([...tree.keys()]).toEqual(['amount', 'payment_method_types']);
  });
});
