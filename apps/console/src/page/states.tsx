import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Refused } from '../api/holdfast';
import { mayAskAgain } from '../api/queries';
import { useLanguageTag, useMessages } from '../language/language';
import { dateAndTime } from '../language/time';

/** After this long without an answer a person is told so, in milliseconds. */
const TOLD_AFTER_MS = 3_000;

interface Wanted<Data> {
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** What was read; and while there is nothing to show, why. What is old stays, and says so. */
export function Shown<Data>({ query, children }: Wanted<Data>): ReactElement {
  const { data, error, isPending, dataUpdatedAt, refetch } = query;
  const tag = useLanguageTag();
  const messages = useMessages();
  if (isPending) return <Waiting />;
  if (data === undefined) return <Failure error={error} again={() => void refetch()} />;
  return (
    <>
      {error !== null && (
        <p className="notice" role="status">
          {messages.state.old(dateAndTime(new Date(dataUpdatedAt).toISOString(), tag))}
        </p>
      )}
      {children(data)}
    </>
  );
}

/** Words from the first moment on: a wheel that turns says nothing. */
export function Waiting(): ReactElement {
  const { state } = useMessages();
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLong(true);
    }, TOLD_AFTER_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return (
    <p className="quiet" role="status">
      {isLong ? state.stillLoading : state.loading}
    </p>
  );
}

/** What was refused for good is refused again. */
function mayHelp(error: Error | null): boolean {
  return error === null || mayAskAgain(0, error);
}

/** What went wrong, in the words of the API where it said any. */
export function Failure({ error, again }: { readonly error: Error | null; readonly again?: () => void }): ReactElement {
  const { state } = useMessages();
  return (
    <div className="notice" role="alert">
      {error instanceof Refused ? (
        <>
          <p>
            <strong>{error.problem.title}.</strong> {error.problem.detail}
          </p>
          {error.problem.errors?.map(({ path, message }) => (
            <p key={path}>
              <code>{path}</code> {message}
            </p>
          ))}
          <p className="quiet">{state.requestId(error.problem.requestId)}</p>
        </>
      ) : (
        <p>{state.unreachable}</p>
      )}
      {again !== undefined && mayHelp(error) && <Button onPress={again}>{state.again}</Button>}
    </div>
  );
}
