import type { ReactElement } from 'react';
import { useLiveLists } from '../api/live';
import { useMessages } from '../language/language';
import { DeadLetters } from './dead-letters';
import { Deliveries } from './deliveries';
import { Emulator } from './emulator';
import { Health } from './health';
import { Keys } from './keys';
import { ProviderErrors } from './provider-errors';
import { Troubles } from './troubles';
import { Workers } from './workers';

/** Whether Holdfast can work, and what it could not do. */
export function SystemScreen({ query }: { readonly query: URLSearchParams }): ReactElement {
  const { screens } = useMessages();
  useLiveLists();
  return (
    <>
      <h1>{screens.system}</h1>
      <Health />
      <Workers />
      <Troubles />
      <ProviderErrors />
      <DeadLetters />
      <Deliveries query={query} />
      <Keys />
      <Emulator />
    </>
  );
}
