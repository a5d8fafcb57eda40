import type { WholeGateway } from '../../libs/domain/provider/card-gateway';

/** A worker that stands still before a call until it is thawed; meanwhile it is taken for dead. */
export interface FrozenWorker {
  readonly gateway: WholeGateway;
  /** Once it stands still. */
  readonly frozen: Promise<void>;
  thaw(): void;
}

type Call = 'authorize' | 'chargeCard' | 'findHold' | 'readHold';

export function frozenBefore(gateway: WholeGateway, call: Call): FrozenWorker {
  const arrival = openGate();
  const thawing = openGate();
  const stand = async (): Promise<void> => {
    arrival.open();
    await thawing.opened;
  };
  return {
    frozen: arrival.opened,
    thaw: thawing.open,
    gateway: {
      ...gateway,
      ...(call === 'authorize' && { authorize: (request) => stand().then(() => gateway.authorize(request)) }),
      ...(call === 'chargeCard' && { chargeCard: (request) => stand().then(() => gateway.chargeCard(request)) }),
      ...(call === 'findHold' && { findHold: (request) => stand().then(() => gateway.findHold(request)) }),
      ...(call === 'readHold' && { readHold: (request) => stand().then(() => gateway.readHold(request)) }),
    },
  };
}

function openGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
