import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { deliveriesQuery, lettersQuery, readinessQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { addressOf } from '../place/place';

/** How Holdfast is, in one line; what is not well leads to where it is explained. */
export function HealthLine(): ReactElement {
  const { today } = useMessages();
  const readiness = useQuery(readinessQuery);
  const letters = useQuery(lettersQuery());
  const failed = useQuery(deliveriesQuery('failed'));
  const isReady = readiness.data?.status === 'ready';
  return (
    <p className="health">
      {readiness.data !== undefined && (
        <a href={addressOf(['system'])} className={isReady ? 'badge well' : 'badge now'}>
          {isReady ? today.ready : today.notReady}
        </a>
      )}
      <Trouble text={today.letters} count={letters.data?.deadLetters.length ?? 0} href={addressOf(['system'])} />
      <Trouble
        text={today.failedDeliveries}
        count={failed.data?.deliveries.length ?? 0}
        href={addressOf(['system'], { state: 'failed' })}
      />
    </p>
  );
}

interface SomeTrouble {
  readonly text: string;
  readonly count: number;
  readonly href: string;
}

function Trouble({ text, count, href }: SomeTrouble): ReactElement | null {
  if (count === 0) return null;
  return (
    <a href={href} className="badge now">
      {text}: {count}
    </a>
  );
}
