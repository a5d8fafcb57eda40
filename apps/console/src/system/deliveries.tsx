import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { answerOf, holdfast, type Schemas } from '../api/holdfast';
import { deliveriesQuery, type DeliveryState } from '../api/queries';
import { useMessages } from '../language/language';
import { OrderLink } from '../orders/order-link';
import { Choice } from '../page/choice';
import { DataTable, type Column } from '../page/data-table';
import { Panel } from '../page/panel';
import { Failure, Shown } from '../page/states';
import { Turn } from '../page/turn';
import { When } from '../page/when';
import { addressOf, goTo } from '../place/place';
import { useMay } from '../session/access';

type Delivery = Schemas['ListedEventDelivery'];

const STATES: readonly DeliveryState[] = ['waiting', 'due', 'delivered', 'failed'];

/** Events on their way to the shop's systems, and one more attempt for those that were not taken. */
export function Deliveries({ query }: { readonly query: URLSearchParams }): ReactElement {
  const { system, words } = useMessages();
  const state = STATES.find((known) => known === query.get('state')) ?? null;
  const found = useQuery(deliveriesQuery(state, query.get('cursor')));
  return (
    <Panel
      title={system.deliveries}
      aside={
        <Choice
          label={system.states}
          first={system.anyState}
          options={words.deliveryState}
          value={state ?? ''}
          onChange={(chosen) => {
            goTo(addressOf(['system'], { state: chosen }));
          }}
        />
      }
    >
      <Shown query={found}>
        {({ deliveries, nextCursor }) =>
          deliveries.length === 0 ? (
            <p className="quiet">{system.noDeliveries}</p>
          ) : (
            <>
              <DeliveryTable deliveries={deliveries} />
              <Turn path={['system']} query={query} nextCursor={nextCursor} />
            </>
          )
        }
      </Shown>
    </Panel>
  );
}

function DeliveryTable({ deliveries }: { readonly deliveries: readonly Delivery[] }): ReactElement {
  const { system, words } = useMessages();
  const { delivery: titles } = system;
  const mayOperate = useMay('operate');
  const columns: Column<Delivery>[] = [
    { title: titles.event, cell: ({ eventId }) => eventId },
    { title: titles.endpoint, cell: ({ endpoint }) => endpoint },
    {
      title: titles.order,
      cell: ({ orderId, orderNumber }) => <OrderLink orderId={orderId} orderNumber={orderNumber} />,
    },
    {
      title: titles.state,
      cell: ({ state, attempts }) => (
        <>
          <span className={`badge ${state}`}>{words.deliveryState[state]}</span>
          {attempts > 0 && <span className="quiet">{words.counted.attempts(attempts)}</span>}
        </>
      ),
    },
    {
      title: titles.last,
      cell: ({ lastStatus, lastError, lastAttemptAt }) => (
        <>
          {[lastStatus, lastError].filter((part) => part !== null).join(' ') || '–'}{' '}
          {lastAttemptAt !== null && <When instant={lastAttemptAt} />}
        </>
      ),
    },
    {
      title: titles.next,
      cell: (delivery) => (
        <>
          {delivery.nextAttemptAt !== null && <When instant={delivery.nextAttemptAt} />}
          {mayOperate && isOver(delivery) && <SendAgain delivery={delivery} />}
        </>
      ),
    },
  ];
  const keyOf = ({ eventId, endpoint }: Delivery): string => `${eventId} ${endpoint}`;
  return <DataTable label={system.deliveries} columns={columns} rows={deliveries} keyOf={keyOf} />;
}

function isOver({ state }: Delivery): boolean {
  return state === 'delivered' || state === 'failed';
}

function SendAgain({ delivery: { eventId, endpoint } }: { readonly delivery: Delivery }): ReactElement {
  const { system, actions } = useMessages();
  const queries = useQueryClient();
  const sent = useMutation({
    mutationFn: () =>
      answerOf(holdfast.POST('/v1/events/{eventId}/redeliver', { params: { path: { eventId } }, body: { endpoint } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['deliveries'] }),
  });
  return (
    <>
      <Button
        aria-label={`${system.sendAgain}: ${eventId}`}
        isDisabled={sent.isPending}
        onPress={() => {
          sent.mutate();
        }}
      >
        {sent.isPending ? actions.sending : system.sendAgain}
      </Button>
      {sent.isError && <Failure error={sent.error} />}
    </>
  );
}
