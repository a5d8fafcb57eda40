import { useState, type ReactElement } from 'react';
import { answerOf, holdfast, triedOut, TRY_OUT, type Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';
import { ActionDialog } from './action-dialog';
import { ActionForm } from './action-form';
import { AmountField, CountField, TextLine } from './fields';
import { newId, nextId } from './ids';
import { Preview, usePreview } from './preview';
import { useCommand } from './use-command';

interface OneOrder {
  readonly order: Schemas['Order'];
}

/** Adds a line to an open order: its hold is incremented, or another takes its place on the kept card or on a given one. */
export function AddLine({ order }: OneOrder): ReactElement {
  const { addLine } = useMessages().actions;
  return (
    <ActionDialog open={addLine.open} title={addLine.title}>
      {(close) => <AddLineForm order={order} close={close} />}
    </ActionDialog>
  );
}

/** What a person has filled in. */
interface Filled {
  readonly name: string;
  readonly productCode: string;
  readonly quantity: number;
  readonly unitPrice: number | null;
  readonly taxAmount: number | null;
  /** Of the buyer, for where the hold has no room; empty: none. */
  readonly paymentMethod: string;
}

const EMPTY: Filled = { name: '', productCode: '', quantity: 1, unitPrice: null, taxAmount: null, paymentMethod: '' };

/** The line as the API takes it; null: not complete yet. */
function lineOf(lineId: string, { name, productCode, quantity, unitPrice, taxAmount }: Filled) {
  if (name === '' || unitPrice === null || quantity < 1) return null;
  const line = { lineId, name, quantity, unitPrice, taxAmount: taxAmount ?? 0 };
  return { ...line, ...(productCode !== '' && { productCode }) };
}

function AddLineForm({ order, close }: OneOrder & { readonly close: () => void }): ReactElement {
  const { addLine: texts } = useMessages().actions;
  const { orderId } = order;
  const [filled, setFilled] = useState(EMPTY);
  const [changeId] = useState(() => newId('change'));
  const [lineId] = useState(() =>
    nextId(
      'line',
      order.lines.map((line) => line.lineId),
    ),
  );
  const line = lineOf(lineId, filled);
  const { paymentMethod } = filled;
  const given = paymentMethod === '' ? {} : { paymentMethod };
  const change = line === null ? null : { changeId, lines: [line], ...given };
  const preview = usePreview({
    orderId,
    body: change,
    tryOut: (body) =>
      triedOut(holdfast.POST('/v1/orders/{orderId}/lines', { params: { path: { orderId }, query: TRY_OUT }, body })),
  });
  const command = useCommand({
    ...{ orderId, close, done: texts.done },
    send: () =>
      answerOf(
        holdfast.POST('/v1/orders/{orderId}/lines', {
          params: { path: { orderId } },
          body: change ?? { changeId, lines: [] },
        }),
      ),
  });
  return (
    <ActionForm command={command} submit={texts.submit} isReady={preview.isGood} close={close}>
      <LineFields currency={order.currency} filled={filled} onChange={setFilled} />
      <Preview preview={preview} />
    </ActionForm>
  );
}

interface FieldsOfLine {
  readonly currency: string;
  readonly filled: Filled;
  readonly onChange: (filled: Filled) => void;
}

function LineFields({ currency, filled, onChange }: FieldsOfLine): ReactElement {
  const { addLine: texts } = useMessages().actions;
  const change = (changed: Partial<Filled>): void => {
    onChange({ ...filled, ...changed });
  };
  return (
    <>
      <TextLine
        label={texts.name}
        value={filled.name}
        maxLength={1024}
        onChange={(name) => {
          change({ name });
        }}
        isRequired
      />
      <div className="pair">
        <TextLine
          label={texts.productCode}
          value={filled.productCode}
          onChange={(productCode) => {
            change({ productCode });
          }}
        />
        <CountField
          label={texts.quantity}
          value={filled.quantity}
          onChange={(quantity) => {
            change({ quantity });
          }}
        />
      </div>
      <div className="pair">
        <AmountField
          label={texts.unitPrice}
          currency={currency}
          value={filled.unitPrice}
          onChange={(unitPrice) => {
            change({ unitPrice });
          }}
        />
        <AmountField
          label={texts.taxAmount}
          currency={currency}
          value={filled.taxAmount}
          onChange={(taxAmount) => {
            change({ taxAmount });
          }}
          isRequired={false}
        />
      </div>
      <TextLine
        label={texts.paymentMethod}
        help={texts.paymentMethodHelp}
        value={filled.paymentMethod}
        onChange={(paymentMethod) => {
          change({ paymentMethod });
        }}
        maxLength={255}
      />
    </>
  );
}
