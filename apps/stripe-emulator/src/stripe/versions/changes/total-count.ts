import type { FormNode } from '../../../wire/form';
import type { VersionChange } from '../version-change';

const PARAM = 'total_count';

/** `expand[]=total_count` made a list say how many there are in all. */
export const totalCount: VersionChange = {
  since: '2025-03-31.basil',
  source: 'https://docs.stripe.com/changelog/basil/2025-03-31/deprecate-total-count-expansion',
  ask: (asked) => {
    const { form, operation } = asked;
    const paths = form.get('expand');
    if (!operation.startsWith('GET ') || !(paths instanceof Map)) return;
    const others = [...paths].filter(([, path]: [string, FormNode]) => path !== PARAM);
    if (others.length === paths.size) return;
    if (others.length === 0) form.delete('expand');
    else form.set('expand', new Map(others));
    asked.ways = { ...asked.ways, countsTotal: true };
  },
};
