import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { keysQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { DataTable, type Column } from '../page/data-table';
import { Panel } from '../page/panel';
import { Shown } from '../page/states';
import { When } from '../page/when';

type Key = Schemas['ApiKey'];

/** Which keys there are, what each may do, and whether anybody uses it. */
export function Keys(): ReactElement {
  const { system, access } = useMessages();
  const titles = system.key;
  const columns: Column<Key>[] = [
    { title: titles.name, cell: ({ name }) => name },
    { title: titles.access, cell: (key) => access[key.access] },
    {
      title: titles.lastUsed,
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? titles.never : <When instant={lastUsedAt} />),
    },
  ];
  return (
    <Panel title={system.keys}>
      <Shown query={useQuery(keysQuery)}>
        {({ keys }) =>
          keys.length === 0 ? (
            <p className="quiet">{system.noKeys}</p>
          ) : (
            <DataTable label={system.keys} columns={columns} rows={keys} keyOf={({ name }) => name} />
          )
        }
      </Shown>
    </Panel>
  );
}
