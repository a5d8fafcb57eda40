import type { ReactElement, ReactNode } from 'react';

interface FactList {
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
}

/** Names with what they are, side by side. */
export function Facts({ facts }: FactList): ReactElement {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
