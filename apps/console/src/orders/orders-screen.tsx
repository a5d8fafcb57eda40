import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { ChangeDeadlines } from '../actions/change-deadlines';
import { hasDeadline } from '../actions/deadline-policy';
import type { Schemas } from '../api/holdfast';
import { ordersQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { Shown } from '../page/states';
import { Turn } from '../page/turn';
import { useMay } from '../session/access';
import { filterIn, type OrdersFilter } from './orders-filter';
import { OrdersFilterForm } from './orders-filter-form';
import { OrdersDownload } from './orders-download';
import { OrdersTable } from './orders-table';
import { OrdersViews } from './orders-views';

/** Orders, newest first, as the address asks for them. */
export function OrdersScreen({ query }: { readonly query: URLSearchParams }): ReactElement {
  const { screens } = useMessages();
  const filter = filterIn(query);
  const page = useQuery(ordersQuery(filter, query.get('cursor')));
  return (
    <>
      <h1>{screens.orders}</h1>
      <OrdersViews filter={filter} />
      <OrdersFilterForm key={query.toString()} filter={filter} />
      <Shown query={page}>
        {(found) => <Found key={query.toString()} page={found} query={query} filter={filter} />}
      </Shown>
    </>
  );
}

interface FoundOrders {
  readonly page: Schemas['OrderPage'];
  readonly query: URLSearchParams;
  readonly filter: OrdersFilter;
}

function Found({ page: { orders, nextCursor }, query, filter }: FoundOrders): ReactElement {
  const { orders: texts } = useMessages();
  const mayMoney = useMay('money');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const chosenOrders = orders.filter(({ orderId }) => chosen.has(orderId));
  const choose = (orderId: string, isChosen: boolean): void => {
    setChosen((before) => new Set(isChosen ? [...before, orderId] : [...before].filter((id) => id !== orderId)));
  };
  if (orders.length === 0) {
    const isAll = !query.has('cursor') && Object.keys(filter).length === 0;
    return <p className="panel empty">{isAll ? texts.noneAtAll : texts.none}</p>;
  }
  return (
    <>
      <OrdersTable orders={orders} choice={mayMoney ? { chosen, canChoose: hasDeadline, choose } : null} />
      <div className="below">
        {chosenOrders.length > 0 && <ChangeDeadlines orders={chosenOrders} />}
        <OrdersDownload key={query.toString()} filter={filter} />
        <Turn path={['orders']} query={query} nextCursor={nextCursor} />
      </div>
    </>
  );
}
