import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { answerOf, holdfast, Refused, sendTokenOf, type Session } from '../api/holdfast';
import { sessionQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { OrderScreen } from '../order/order-screen';
import { OrdersScreen } from '../orders/orders-screen';
import { addressOf, usePlace, type Place } from '../place/place';
import { SignIn } from '../session/sign-in';
import { Failure, Waiting } from './states';

/** The whole page: who is signed in, where they are, and the screen of that place. */
export function Page(): ReactElement {
  const session = useQuery(sessionQuery);
  if (isSignedOut(session.error)) return <SignIn isOver={session.data !== undefined} />;
  if (session.isPending) return <Waiting />;
  if (session.data === undefined) return <Failure error={session.error} again={() => void session.refetch()} />;
  return <SignedIn session={session.data} />;
}

function isSignedOut(error: Error | null): boolean {
  return error instanceof Refused && error.problem.code === 'unauthenticated';
}

function SignedIn({ session }: { readonly session: Session }): ReactElement {
  const messages = useMessages();
  const place = usePlace();
  const title = titleOf(place, messages.screens);
  useEffect(() => {
    document.title = `${title} · ${messages.title}`;
  }, [title, messages.title]);
  return (
    <>
      <a className="skip" href="#content" onClick={toContent}>
        {messages.skipToContent}
      </a>
      <header>
        <nav aria-label={messages.navigation}>
          <a className="name" href={addressOf(['orders'])}>
            {messages.title}
          </a>
          <a href={addressOf(['orders'])} {...(place.path.length <= 1 && { 'aria-current': 'page' })}>
            {messages.screens.orders}
          </a>
        </nav>
        <Who session={session} />
      </header>
      <main id="content" tabIndex={-1}>
        <Screen place={place} />
      </main>
    </>
  );
}

/** The address says where a person is, so that a jump within the page must not change it. */
function toContent(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function titleOf({ path: [screen, orderId] }: Place, screens: ReturnType<typeof useMessages>['screens']): string {
  return screen === 'orders' && orderId !== undefined ? screens.order(orderId) : screens.orders;
}

function Screen({ place: { path, query } }: { readonly place: Place }): ReactElement {
  const [screen, orderId] = path;
  // Another order is another screen: nothing of the one before stays on it.
  if (screen === 'orders' && orderId !== undefined) return <OrderScreen key={orderId} orderId={orderId} />;
  return <OrdersScreen query={query} />;
}

function Who({ session }: { readonly session: Session }): ReactElement {
  const { signIn, access } = useMessages();
  const queries = useQueryClient();
  const out = useMutation({
    mutationFn: () => answerOf(holdfast.POST('/v1/sign-out')),
    onSettled: async () => {
      sendTokenOf(null);
      // Nothing that one person saw is there for the next.
      queries.clear();
      await queries.resetQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  const { keyName, person } = session;
  if (keyName === null) return <span className="quiet">{signIn.open}</span>;
  return (
    <span className="who">
      <span className="quiet">{signIn.signedInAs(person ?? keyName, access[session.access])}</span>
      {session.csrfToken !== null && (
        <Button
          onPress={() => {
            out.mutate();
          }}
          isDisabled={out.isPending}
        >
          {signIn.out}
        </Button>
      )}
    </span>
  );
}
