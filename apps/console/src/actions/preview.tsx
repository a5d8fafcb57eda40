import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { mayAskAgain } from '../api/queries';
import { useMessages } from '../language/language';
import { MoneyText } from '../money/money-text';
import { useSettled } from '../page/settled';
import { Failure } from '../page/states';

type DryRun = Schemas['DryRun'];

/** A command, to be looked at before it is sent. */
interface Looked<Body> {
  readonly orderId: string;
  /** Null: not complete yet. */
  readonly body: Body | null;
  readonly tryOut: (body: Body) => Promise<DryRun>;
}

/** What a command would do, and whether it is the one that is filled in. */
export interface PreviewState {
  readonly query: UseQueryResult<DryRun>;
  readonly isComplete: boolean;
  /** It would work, as the form stands now. */
  readonly isGood: boolean;
}

/** Asks Holdfast what a command would do, as it decides it now; it is decided again when the order changes. */
export function usePreview<Body>({ orderId, body, tryOut }: Looked<Body>): PreviewState {
  const asked = useSettled(body);
  const query = useQuery({
    queryKey: ['order', orderId, 'dry-run', asked],
    queryFn: () => (asked === null ? Promise.reject(new Error('nothing to ask')) : tryOut(asked)),
    enabled: asked !== null,
    retry: mayAskAgain,
    // The numbers of the step before stay while the next ones come: nothing jumps.
    placeholderData: (before) => before,
  });
  const isCurrent = JSON.stringify(asked) === JSON.stringify(body) && !query.isPlaceholderData;
  return {
    query,
    isComplete: body !== null,
    isGood: body !== null && isCurrent && query.data?.refusal === null,
  };
}

/** What will happen, to the cent, or why not. */
export function Preview({ preview: { query, isComplete } }: { readonly preview: PreviewState }): ReactElement {
  const { preview: texts } = useMessages().actions;
  return (
    <section className="preview" aria-live="polite" aria-label={texts.title}>
      <h3>{texts.title}</h3>
      {isComplete ? <Asked query={query} /> : <p className="quiet">{texts.incomplete}</p>}
    </section>
  );
}

function Asked({ query: { data, error } }: { readonly query: UseQueryResult<DryRun> }): ReactElement {
  const { preview: texts } = useMessages().actions;
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <p className="quiet">{texts.asking}</p>;
  if (data.refusal !== null) {
    return (
      <p className="urgent">
        {data.refusal.title}. {data.refusal.detail}
      </p>
    );
  }
  if (data.replayed) return <p>{texts.repeat}</p>;
  return <Effect run={data} />;
}

/** Amounts in the order in which they come to pass; what is nothing is left out, but for what stays on hold. */
const AMOUNTS = [
  'incremented',
  'captured',
  'covered',
  'released',
  'releasedLater',
  'refunded',
  'credited',
  'held',
] as const;

function Effect({ run: { amounts, currency, requests } }: { readonly run: DryRun }): ReactElement {
  const { preview: texts } = useMessages().actions;
  return (
    <>
      <dl className="effect">
        {AMOUNTS.filter((name) => amounts[name] !== 0 || name === 'held').map((name) => (
          <div key={name}>
            <dt>{texts.amounts[name]}</dt>
            <dd>
              <MoneyText amount={amounts[name]} currency={currency} />
            </dd>
          </div>
        ))}
      </dl>
      {requests.length === 0 && <p className="quiet">{texts.nothingAsked}</p>}
      {requests.map((request) => (
        <p key={`${request.kind} ${request.id ?? ''}`} className="quiet">
          <Request request={request} currency={currency} />
        </p>
      ))}
    </>
  );
}

interface OneRequest {
  readonly request: DryRun['requests'][number];
  readonly currency: string;
}

function Request({ request: { kind, amount, final }, currency }: OneRequest): ReactElement {
  const { preview: texts } = useMessages().actions;
  return (
    <>
      {final === true ? texts.finalCapture : (texts.requests[kind] ?? kind)}
      {amount !== null && (
        <>
          {' '}
          <MoneyText amount={amount} currency={currency} />
        </>
      )}
    </>
  );
}
