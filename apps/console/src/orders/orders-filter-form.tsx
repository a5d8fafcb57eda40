import type { ReactElement, SyntheticEvent } from 'react';
import { Button, Form, Input, Label, SearchField, Text, TextField } from 'react-aria-components';
import { useMessages } from '../language/language';
import { Choice } from '../page/choice';
import { addressOf, goTo } from '../place/place';
import { filterNamedBy, type OrdersFilter } from './orders-filter';

/** Names that people know of an order. */
const NAMES = ['orderNumber', 'customerReference', 'trackingNumber'] as const;

const DAYS = ['createdAfter', 'createdBefore'] as const;

/** What is given becomes the address, so that "back" goes back, and a colleague can be sent there. */
export function OrdersFilterForm({ filter }: { readonly filter: OrdersFilter }): ReactElement {
  const { orders } = useMessages();
  return (
    <search className="panel">
      <Form className="row" onSubmit={find}>
        <SearchField name="text" className="wide">
          <Label>{orders.search}</Label>
          <Input />
          <Text slot="description">{orders.searchHelp}</Text>
        </SearchField>
        <Button type="submit" className="main">
          {orders.find}
        </Button>
      </Form>
      <details open={Object.keys(filter).some((name) => name !== 'endsWithinHours')}>
        <summary>{orders.filters}</summary>
        <Filters filter={filter} />
      </details>
    </search>
  );
}

function Filters({ filter }: { readonly filter: OrdersFilter }): ReactElement {
  const { orders, words, alerts } = useMessages();
  const titles = Object.fromEntries(Object.entries(alerts.codes).map(([code, [title]]) => [code, title]));
  return (
    <Form className="row" onSubmit={apply}>
      <Choice label={orders.status} name="status" first={orders.any} options={words.status} value={filter.status} />
      <Choice
        label={orders.attentionCode}
        name="attentionCode"
        first={orders.any}
        options={titles}
        value={filter.attentionCode}
      />
      <Choice label={orders.plan} name="plan" first={orders.any} options={words.plan} value={filter.plan} />
      {NAMES.map((name) => (
        <TextField key={name} name={name} defaultValue={filter[name] ?? ''}>
          <Label>{orders[name]}</Label>
          <Input />
        </TextField>
      ))}
      {DAYS.map((name) => (
        <label key={name}>
          {orders[name]}
          <input type="date" name={name} defaultValue={filter[name]?.slice(0, 'YYYY-MM-DD'.length) ?? ''} />
        </label>
      ))}
      <label className="check">
        <input type="checkbox" name="attention" value="true" defaultChecked={filter.attention === 'true'} />
        {orders.attention}
      </label>
      <Button type="submit">{orders.apply}</Button>
      <a href={addressOf(['orders'])}>{orders.clear}</a>
    </Form>
  );
}

function find(event: SyntheticEvent<HTMLFormElement>): void {
  event.preventDefault();
  const { text = '' } = givenIn(event.currentTarget);
  if (text === '') return;
  const named = filterNamedBy(text);
  goTo('orderId' in named ? addressOf(['orders', named.orderId]) : addressOf(['orders'], named));
}

function apply(event: SyntheticEvent<HTMLFormElement>): void {
  event.preventDefault();
  goTo(addressOf(['orders'], givenIn(event.currentTarget)));
}

function givenIn(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries(
    [...new FormData(form)].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value.trim()]] : [])),
  );
}
