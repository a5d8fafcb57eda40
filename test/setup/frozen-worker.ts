import type { WholeGateway } from '../../libs/domain/card-gateway';

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
  const after = <Request, Answer>(make: (request: Request) => Promise<Answer>) => {
    return async (request: Request): Promise<Answer> => {
      await stand();
      return make(request);
    };
  };
  return {
    frozen: arrival.opened,
    thaw: thawing.open,
    gateway: {
      ...gateway,
      ...(call === 'authorize' && { authorize: after(gateway.authorize) }),
      ...(call === 'chargeCard' && { chargeCard: after(gateway.chargeCard) }),
      ...(call === 'findHold' && { findHold: after(gateway.findHold) }),
      ...(call === 'readHold' && { readHold: after(gateway.readHold) }),
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
