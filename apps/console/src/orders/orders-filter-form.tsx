import type { FormEvent, ReactElement } from 'react';
import { Button, Form, Input, Label, SearchField, Text, TextField } from 'react-aria-components';
import { useMessages } from '../language/language';
import { addressOf, goTo } from '../place/place';
import { filterNamedBy, type OrdersFilter } from './orders-filter';

/** Names that people know of an order. */
const NAMES = ['orderNumber', 'customerReference', 'trackingNumber'] as const;

/** What is given becomes the address, so that "back" goes back, and a colleague can be sent there. */
export function OrdersFilterForm({ filter }: { readonly filter: OrdersFilter }): ReactElement {
  const { orders, status } = useMessages();
  return (
    <search>
      <Form className="row" onSubmit={find}>
        <SearchField name="text">
          <Label>{orders.search}</Label>
          <Input />
          <Text slot="description">{orders.searchHelp}</Text>
        </SearchField>
        <Button type="submit" className="main">
          {orders.find}
        </Button>
      </Form>
      <details open={Object.keys(filter).length > 0}>
        <summary>{orders.filters}</summary>
        <Form className="row" onSubmit={apply}>
          <label>
            {orders.status}
            <select name="status" defaultValue={filter.status ?? ''}>
              <option value="">{orders.any}</option>
              {Object.entries(status).map(([value, text]) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
            </select>
          </label>
          {NAMES.map((name) => (
            <TextField key={name} name={name} defaultValue={filter[name] ?? ''}>
              <Label>{orders[name]}</Label>
              <Input />
            </TextField>
          ))}
          <label className="check">
            <input type="checkbox" name="attention" value="true" defaultChecked={filter.attention === 'true'} />
            {orders.attention}
          </label>
          <Button type="submit">{orders.apply}</Button>
          <a href={addressOf(['orders'])}>{orders.clear}</a>
        </Form>
      </details>
    </search>
  );
}

function find(event: FormEvent<HTMLFormElement>): void {
  event.preventDefault();
  const { text = '' } = givenIn(event.currentTarget);
  if (text.trim() === '') return;
  const named = filterNamedBy(text);
  goTo('orderId' in named ? addressOf(['orders', named.orderId]) : addressOf(['orders'], named));
}

function apply(event: FormEvent<HTMLFormElement>): void {
  event.preventDefault();
  goTo(addressOf(['orders'], givenIn(event.currentTarget)));
}

function givenIn(form: HTMLFormElement): Record<string, string> {
  return textsOf(Object.fromEntries(new FormData(form)));
}

function textsOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value.trim()]] : [])),
  );
}
