import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { ordersQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { Shown } from '../page/states';
import { addressOf } from '../place/place';
import { filterIn } from './orders-filter';
import { OrdersFilterForm } from './orders-filter-form';
import { OrdersTable } from './orders-table';

/** Orders, newest first, as the address asks for them. */
export function OrdersScreen({ query }: { readonly query: URLSearchParams }): ReactElement {
  const { screens } = useMessages();
  const filter = filterIn(query);
  const page = useQuery(ordersQuery(filter, query.get('cursor')));
  return (
    <>
      <h1>{screens.orders}</h1>
      <OrdersFilterForm key={query.toString()} filter={filter} />
      <Shown query={page}>{(found) => <Found page={found} query={query} />}</Shown>
    </>
  );
}

interface FoundOrders {
  readonly page: Schemas['OrderPage'];
  readonly query: URLSearchParams;
}

function Found({ page: { orders, nextCursor }, query }: FoundOrders): ReactElement {
  const { orders: texts } = useMessages();
  const filter = Object.fromEntries([...query].filter(([name]) => name !== 'cursor'));
  const isFirst = !query.has('cursor');
  if (orders.length === 0) {
    const isAll = isFirst && Object.keys(filter).length === 0;
    return <p className="quiet">{isAll ? texts.noneAtAll : texts.none}</p>;
  }
  return (
    <>
      <OrdersTable orders={orders} />
      <p className="turn">
        {!isFirst && <a href={addressOf(['orders'], filter)}>{texts.first}</a>}
        {nextCursor !== null && <a href={addressOf(['orders'], { ...filter, cursor: nextCursor })}>{texts.next}</a>}
      </p>
    </>
  );
}
