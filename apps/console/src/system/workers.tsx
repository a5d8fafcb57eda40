import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { workersQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { DataTable, type Column } from '../page/data-table';
import { None } from '../page/none';
import { Panel } from '../page/panel';
import { Shown } from '../page/states';
import { When } from '../page/when';

type Worker = Schemas['Worker'];

/** The processes that run orders, and of which build each is. */
export function Workers(): ReactElement {
  const { system } = useMessages();
  const titles = system.worker;
  const columns: Column<Worker>[] = [
    { title: titles.identity, cell: ({ identity }) => identity },
    { title: titles.provider, cell: ({ provider }) => provider },
    {
      title: titles.version,
      cell: ({ version }) => (version === null ? <None /> : `${version.deploymentName} ${version.buildId}`),
    },
    { title: titles.lastSeen, cell: ({ lastSeenAt }) => <When instant={lastSeenAt} /> },
  ];
  return (
    <Panel title={system.workers}>
      <Shown query={useQuery(workersQuery)}>
        {({ workers }) =>
          workers.length === 0 ? (
            <p className="urgent">{system.noWorkers}</p>
          ) : (
            <DataTable
              label={system.workers}
              columns={columns}
              rows={workers}
              keyOf={({ provider, identity }) => `${provider} ${identity}`}
            />
          )
        }
      </Shown>
    </Panel>
  );
}
