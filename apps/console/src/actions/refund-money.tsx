import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { answerOf, holdfast, triedOut, TRY_OUT, type Schemas } from '../api/holdfast';
import { refundsOfQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { MoneyText } from '../money/money-text';
import { Choice } from '../page/choice';
import { Facts } from '../page/facts';
import { Shown } from '../page/states';
import { ActionDialog } from './action-dialog';
import { ActionForm } from './action-form';
import { AmountField, LOOK, Reason, TextLine } from './fields';
import { nextId } from './ids';
import { shippedLinesOf } from './open-lines';
import { Preview, usePreview } from './preview';
import { UnitsFields, chosenIn, type Units } from './units-fields';
import { useCommand } from './use-command';

type Order = Schemas['Order'];

interface OneOrder {
  readonly order: Order;
}

/** Refunds captured money: an amount, a shipment, units that came back, or the shipping. */
export function RefundMoney({ order }: OneOrder): ReactElement {
  const { refund } = useMessages().actions;
  const refunds = useQuery(refundsOfQuery(order.orderId));
  return (
    <ActionDialog open={refund.open} title={refund.title}>
      {(close) => (
        <Shown query={refunds}>
          {({ refunds: known }) => (
            <RefundForm order={order} taken={known.map(({ refundId }) => refundId)} close={close} />
          )}
        </Shown>
      )}
    </ActionDialog>
  );
}

type Kind = 'amount' | 'shipment' | 'units' | 'shipping';

const KINDS: readonly Kind[] = ['amount', 'shipment', 'units', 'shipping'];

/** What a person has filled in. */
interface Filled {
  readonly kind: Kind;
  readonly amount: number | null;
  readonly shipmentId: string;
  readonly units: Units;
}

/** What the API is told of it; null: not complete yet. */
function askedBy({
  kind,
  amount,
  shipmentId,
  units,
}: Filled): Omit<Schemas['NewRefund'], 'refundId' | 'reason'> | null {
  switch (kind) {
    case 'amount':
      return amount === null || amount === 0 ? null : { amount };
    case 'shipment':
      return shipmentId === '' ? null : { shipmentId };
    case 'units':
      return chosenIn(units).length === 0 ? null : { lines: chosenIn(units) };
    case 'shipping':
      return { shipping: true };
  }
}

interface RefundParts extends OneOrder {
  readonly taken: readonly string[];
  readonly close: () => void;
}

function RefundForm({ order, taken, close }: RefundParts): ReactElement {
  const { actions } = useMessages();
  const { refund: texts } = actions;
  const { orderId, amounts, currency } = order;
  const [filled, setFilled] = useState<Filled>({ kind: 'amount', amount: null, shipmentId: '', units: {} });
  const [refundId, setId] = useState(() => nextId('refund', taken));
  const [reason, setReason] = useState('');
  const asked = askedBy(filled);
  const preview = usePreview({
    orderId,
    body: asked === null ? null : { refundId, reason: LOOK, ...asked },
    tryOut: (body) =>
      triedOut(holdfast.POST('/v1/orders/{orderId}/refunds', { params: { path: { orderId }, query: TRY_OUT }, body })),
  });
  const command = useCommand({
    ...{ orderId, close, done: texts.done(refundId) },
    send: () =>
      answerOf(
        holdfast.POST('/v1/orders/{orderId}/refunds', {
          params: { path: { orderId } },
          body: { refundId, reason, ...asked },
        }),
      ),
  });
  return (
    <ActionForm command={command} submit={texts.submit} isReady={preview.isGood} close={close}>
      <Facts
        facts={[
          [texts.captured, <MoneyText key="captured" amount={amounts.captured} currency={currency} />],
          [texts.refunded, <MoneyText key="refunded" amount={amounts.refunded} currency={currency} />],
        ]}
      />
      <What order={order} filled={filled} onChange={setFilled} />
      <Reason value={reason} onChange={setReason} />
      <TextLine label={actions.id} help={actions.idHelp} value={refundId} onChange={setId} maxLength={64} isRequired />
      <Preview preview={preview} />
    </ActionForm>
  );
}

interface WhatParts extends OneOrder {
  readonly filled: Filled;
  readonly onChange: (filled: Filled) => void;
}

function What({ order, filled, onChange }: WhatParts): ReactElement {
  const { refund: texts } = useMessages().actions;
  return (
    <>
      <Choice
        label={texts.what}
        options={texts.kinds}
        value={filled.kind}
        onChange={(chosen) => {
          onChange({ ...filled, kind: KINDS.find((kind) => kind === chosen) ?? filled.kind });
        }}
      />
      <HowMuch order={order} filled={filled} onChange={onChange} />
    </>
  );
}

function HowMuch({ order, filled, onChange }: WhatParts): ReactElement | null {
  const { refund: texts } = useMessages().actions;
  switch (filled.kind) {
    case 'amount':
      return (
        <AmountField
          label={texts.amount}
          currency={order.currency}
          value={filled.amount}
          onChange={(amount) => {
            onChange({ ...filled, amount });
          }}
        />
      );
    case 'shipment':
      return (
        <Choice
          label={texts.shipment}
          first="–"
          options={Object.fromEntries(order.shipments.map(({ shipmentId: id }) => [id, id]))}
          value={filled.shipmentId}
          onChange={(shipmentId) => {
            onChange({ ...filled, shipmentId });
          }}
        />
      );
    case 'units':
      return (
        <UnitsFields
          lines={shippedLinesOf(order)}
          units={filled.units}
          onChange={(units) => {
            onChange({ ...filled, units });
          }}
        />
      );
    case 'shipping':
      return null;
  }
}
