import type { ReactElement } from 'react';
import { useMessages } from '../language/language';
import { Panel } from '../page/panel';
import { useStripeEmulator } from '../session/access';

/** The way to the clock and the faults of the emulator, where one stands for Stripe. */
export function Emulator(): ReactElement | null {
  const { emulator } = useMessages().system;
  const url = useStripeEmulator();
  if (url === null) return null;
  return (
    <Panel title={emulator.title}>
      <p>{emulator.help}</p>
      <p>
        <a href={`${url.replace(/\/$/, '')}/_emulator/ui`} rel="noreferrer" target="_blank">
          {emulator.open}
        </a>
      </p>
    </Panel>
  );
}
