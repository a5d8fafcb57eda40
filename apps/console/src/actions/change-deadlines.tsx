import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Button, Form } from 'react-aria-components';
import { sumsByCurrency } from '../../../../libs/domain/money/money';
import { answerOf, holdfast, Refused, triedOut, TRY_OUT, type Schemas } from '../api/holdfast';
import { useLanguageTag, useMessages } from '../language/language';
import { amountIn } from '../money/amount';
import { OrderLink } from '../orders/order-link';
import { Choice } from '../page/choice';
import { Failure } from '../page/states';
import { ActionDialog } from './action-dialog';
import { POLICIES, type DeadlinePolicy } from './deadline-policy';

type Order = Schemas['Order'];

interface ManyOrders {
  readonly orders: readonly Order[];
}

/** Changes for many orders at once what becomes of what has not shipped. */
export function ChangeDeadlines({ orders }: ManyOrders): ReactElement {
  const { actions, words } = useMessages();
  const { deadline } = actions;
  return (
    <ActionDialog open={deadline.openMany(words.counted.orders(orders.length))} title={deadline.title} isMain>
      {(close) => <ManyForm orders={orders} close={close} />}
    </ActionDialog>
  );
}

/** What one of them was answered; null: it is changed, or would be. */
interface Outcome {
  readonly order: Order;
  readonly refusal: string | null;
}

async function outcomesOf(orders: readonly Order[], ask: (order: Order) => Promise<string | null>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  // One after the other: a list of orders is no reason for a burst of requests.
  for (const order of orders) outcomes.push({ order, refusal: await ask(order) });
  return outcomes;
}

async function foresee({ orderId }: Order, onDeadline: DeadlinePolicy): Promise<string | null> {
  const params = { path: { orderId }, query: TRY_OUT };
  const { refusal } = await triedOut(holdfast.POST('/v1/orders/{orderId}/deadline', { params, body: { onDeadline } }));
  return refusal?.detail ?? null;
}

async function change({ orderId }: Order, onDeadline: DeadlinePolicy): Promise<string | null> {
  const params = { path: { orderId } };
  try {
    await answerOf(holdfast.POST('/v1/orders/{orderId}/deadline', { params, body: { onDeadline } }));
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

function ManyForm({ orders, close }: ManyOrders & { readonly close: () => void }): ReactElement {
  const { actions, words, state } = useMessages();
  const { deadline } = actions;
  const queries = useQueryClient();
  const [policy, setPolicy] = useState<DeadlinePolicy>('capture_remaining');
  const ids = orders.map(({ orderId }) => orderId);
  const preview = useQuery({
    queryKey: ['orders', 'deadlines', policy, ids],
    queryFn: () => outcomesOf(orders, (order) => foresee(order, policy)),
  });
  const sent = useMutation({
    mutationFn: () => outcomesOf(orders, (order) => change(order, policy)),
    onSettled: () => Promise.all(['orders', 'order'].map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
  if (sent.isSuccess) {
    return (
      <>
        <Outcomes outcomes={sent.data} said={deadline.changed} />
        <div className="buttons">
          <Button onPress={close}>{state.close}</Button>
        </div>
      </>
    );
  }
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        sent.mutate();
      }}
    >
      <Choice
        label={deadline.onDeadline}
        options={words.onDeadline}
        value={policy}
        onChange={(chosen) => {
          setPolicy(POLICIES.find((known) => known === chosen) ?? policy);
        }}
      />
      <section className="preview" aria-live="polite" aria-label={actions.preview.title}>
        <h3>{actions.preview.title}</h3>
        {preview.isPending && <p className="quiet">{actions.preview.asking}</p>}
        {preview.isError && <Failure error={preview.error} />}
        {preview.isSuccess && <Outcomes outcomes={preview.data} said={deadline.willChange} />}
      </section>
      {sent.isError && <Failure error={sent.error} />}
      <div className="buttons">
        <Button onPress={close}>{actions.discard}</Button>
        <Button type="submit" className="main" isDisabled={!preview.isSuccess || sent.isPending}>
          {sent.isPending ? actions.sending : deadline.submit}
        </Button>
      </div>
    </Form>
  );
}

interface SaidOutcomes {
  readonly outcomes: readonly Outcome[];
  readonly said: (orders: string, held: string) => string;
}

/** How many of them, with what is held of them; and each that is refused, with why. */
function Outcomes({ outcomes, said }: SaidOutcomes): ReactElement {
  const { words } = useMessages();
  const tag = useLanguageTag();
  const good = outcomes.filter(({ refusal }) => refusal === null);
  const sums = sumsByCurrency(good.map(({ order }) => ({ amount: order.amounts.held, currency: order.currency })));
  const held = sums.map(({ amount, currency }) => amountIn(amount, currency, tag));
  return (
    <>
      <p>{said(words.counted.orders(good.length), new Intl.ListFormat(tag).format(held))}</p>
      <ul className="rows">
        {outcomes
          .filter(({ refusal }) => refusal !== null)
          .map(({ order: { orderId, orderNumber }, refusal }) => (
            <li key={orderId}>
              <OrderLink orderId={orderId} orderNumber={orderNumber} />
              <span className="message">{refusal}</span>
            </li>
          ))}
      </ul>
    </>
  );
}
