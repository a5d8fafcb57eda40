import type { ReactElement } from 'react';
import { useMessages } from '../language/language';
import { DeadLetters } from './dead-letters';
import { Deliveries } from './deliveries';
import { Health } from './health';
import { Troubles } from './troubles';

/** Whether Holdfast can work, and what it could not do. */
export function SystemScreen({ query }: { readonly query: URLSearchParams }): ReactElement {
  const { screens } = useMessages();
  return (
    <>
      <h1>{screens.system}</h1>
      <Health />
      <Troubles />
      <DeadLetters />
      <Deliveries query={query} />
    </>
  );
}
