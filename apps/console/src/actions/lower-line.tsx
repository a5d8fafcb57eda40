import { useState, type ReactElement } from 'react';
import { answerOf, holdfast, triedOut, TRY_OUT, type Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';
import { Choice } from '../page/choice';
import { ActionDialog } from './action-dialog';
import { ActionForm } from './action-form';
import { AmountField, LOOK, Reason } from './fields';
import { newId } from './ids';
import { openLinesOf } from './open-lines';
import { Preview, usePreview } from './preview';
import { useCommand } from './use-command';

interface OneOrder {
  readonly order: Schemas['Order'];
}

/** Lowers what a unit of a line costs that has not shipped. */
export function LowerLine({ order }: OneOrder): ReactElement {
  const { lowerLine } = useMessages().actions;
  return (
    <ActionDialog open={lowerLine.open} title={lowerLine.title}>
      {(close) => <LowerLineForm order={order} close={close} />}
    </ActionDialog>
  );
}

function LowerLineForm({ order, close }: OneOrder & { readonly close: () => void }): ReactElement {
  const { lowerLine: texts } = useMessages().actions;
  const { orderId, currency } = order;
  const lines = openLinesOf(order);
  const [lineId, setLine] = useState(lines[0]?.lineId ?? '');
  const [unitPrice, setPrice] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const [changeId] = useState(() => newId('change'));
  const path = { orderId, lineId };
  const preview = usePreview({
    orderId,
    body: unitPrice === null ? null : { lineId, change: { changeId, unitPrice, reason: LOOK } },
    tryOut: ({ change: body }) =>
      triedOut(
        holdfast.POST('/v1/orders/{orderId}/lines/{lineId}/reduction', { params: { path, query: TRY_OUT }, body }),
      ),
  });
  const command = useCommand({
    ...{ orderId, close, done: texts.done },
    send: () =>
      answerOf(
        holdfast.POST('/v1/orders/{orderId}/lines/{lineId}/reduction', {
          params: { path },
          body: { changeId, unitPrice: unitPrice ?? 0, reason },
        }),
      ),
  });
  return (
    <ActionForm command={command} submit={texts.submit} isReady={preview.isGood} close={close}>
      <Choice
        label={texts.line}
        options={Object.fromEntries(lines.map((line) => [line.lineId, line.name]))}
        value={lineId}
        onChange={setLine}
      />
      <AmountField label={texts.unitPrice} currency={currency} value={unitPrice} onChange={setPrice} />
      <Reason value={reason} onChange={setReason} />
      <Preview preview={preview} />
    </ActionForm>
  );
}
