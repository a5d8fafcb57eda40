import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { readinessQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { Facts } from '../page/facts';
import { Panel } from '../page/panel';
import { Shown } from '../page/states';

/** Whether the API reaches what it needs. */
export function Health(): ReactElement {
  const { system } = useMessages();
  return (
    <Panel title={system.health}>
      <Shown query={useQuery(readinessQuery)}>{(readiness) => <Parts readiness={readiness} />}</Shown>
    </Panel>
  );
}

const PARTS = ['postgresql', 'temporal'] as const;

function Parts({
  readiness: { deployment, dependencies },
}: {
  readonly readiness: Schemas['Readiness'];
}): ReactElement {
  const { system } = useMessages();
  return (
    <>
      <Facts
        facts={PARTS.map((name) => {
          const { status, ms, detail } = dependencies[name];
          const text = [system[status], system.ms(ms), detail].filter((part) => part !== undefined).join(' · ');
          return [
            system.parts[name],
            <span key={name} className={status === 'up' ? 'badge well' : 'badge now'}>
              {text}
            </span>,
          ];
        })}
      />
      <p className={deployment === 'conflict' ? 'urgent' : 'quiet'}>{system.deployment[deployment]}</p>
    </>
  );
}
