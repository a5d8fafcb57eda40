import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, holdfast, type Schemas } from '../api/holdfast';
import { mayAskAgain } from '../api/queries';
import { useMessages } from '../language/language';
import { MoneyText } from '../money/money-text';
import { useSettled } from '../page/settled';
import { Failure } from '../page/states';

type Foreseen = Schemas['Preview'];

/** What is to be looked at before it is done. */
export type Previewed = Schemas['PreviewedCommand'];

/**
 * What a command would do, as Holdfast decides it now; it is decided again when the order changes.
 * @param command null: not complete yet
 */
export function usePreview(orderId: string, command: Previewed | null): UseQueryResult<Foreseen> {
  const asked = useSettled(command);
  return useQuery({
    queryKey: ['order', orderId, 'preview', asked],
    queryFn: () =>
      answerOf(holdfast.POST('/v1/orders/{orderId}/preview', { params: { path: { orderId } }, body: asked ?? {} })),
    enabled: asked !== null,
    retry: mayAskAgain,
    // The numbers of the step before stay while the next ones come: nothing jumps.
    placeholderData: (before) => before,
  });
}

interface PreviewParts {
  readonly preview: UseQueryResult<Foreseen>;
  readonly isComplete: boolean;
}

/** What will happen, to the cent, or why not. */
export function Preview({ preview: { data, error }, isComplete }: PreviewParts): ReactElement {
  const { actions } = useMessages();
  const { preview: texts } = actions;
  return (
    <section className="preview" aria-live="polite" aria-label={texts.title}>
      <h3>{texts.title}</h3>
      {!isComplete && <p className="quiet">{texts.incomplete}</p>}
      {isComplete && error !== null && <Failure error={error} />}
      {isComplete && error === null && data === undefined && <p className="quiet">{texts.asking}</p>}
      {isComplete && error === null && data !== undefined && <Effect foreseen={data} />}
    </section>
  );
}

/** Amounts in the order in which they come to pass; what is nothing is left out, but for what stays on hold. */
const AMOUNTS = ['incremented', 'captured', 'covered', 'released', 'releasedLater', 'held'] as const;

function Effect({ foreseen }: { readonly foreseen: Foreseen }): ReactElement {
  const { actions } = useMessages();
  const { preview: texts } = actions;
  if (foreseen.repeat) return <p>{texts.repeat}</p>;
  return (
    <>
      <dl className="effect">
        {AMOUNTS.filter((name) => foreseen[name] !== 0 || name === 'held').map((name) => (
          <div key={name}>
            <dt className={name}>{texts[name]}</dt>
            <dd>
              <MoneyText amount={foreseen[name]} currency={foreseen.currency} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="quiet">{texts.asks[foreseen.asks] ?? foreseen.asks}</p>
    </>
  );
}
