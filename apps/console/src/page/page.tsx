import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, type ReactElement } from 'react';
import { Refused, type Session } from '../api/holdfast';
import { sessionQuery } from '../api/queries';
import { DisputesScreen } from '../disputes/disputes-screen';
import { useMessages } from '../language/language';
import { OrderScreen } from '../order/order-screen';
import { OrdersScreen } from '../orders/orders-screen';
import { usePlace, type Place } from '../place/place';
import { SignIn } from '../session/sign-in';
import { SystemScreen } from '../system/system-screen';
import { TodayScreen } from '../today/today-screen';
import { Header, SCREENS, type ScreenName } from './header';
import { Failure, Waiting } from './states';

/** The whole page: who is signed in, where they are, and the screen of that place. */
export function Page(): ReactElement {
  const session = useQuery(sessionQuery);
  if (isSignedOut(session.error)) return <SignIn isOver={session.data !== undefined} />;
  if (session.isPending) {
    return (
      <main>
        <Waiting />
      </main>
    );
  }
  if (session.data === undefined) {
    return (
      <main>
        <Failure error={session.error} again={() => void session.refetch()} />
      </main>
    );
  }
  return <SignedIn session={session.data} />;
}

function isSignedOut(error: Error | null): boolean {
  return error instanceof Refused && error.problem.code === 'unauthenticated';
}

function SignedIn({ session }: { readonly session: Session }): ReactElement {
  const messages = useMessages();
  const place = usePlace();
  const screen = screenAt(place);
  const orderId = screen === 'orders' ? place.path[1] : undefined;
  const title = titleOf(screen, orderId, messages.screens);
  useEffect(() => {
    document.title = `${title} · ${messages.title}`;
  }, [title, messages.title]);
  useFocusAt(`${screen ?? ''}/${orderId ?? ''}`);
  return (
    <>
      <a className="skip" href="#content" onClick={toContent}>
        {messages.skipToContent}
      </a>
      <Header session={session} current={screen} />
      <main id="content" tabIndex={-1}>
        <Screen screen={screen} orderId={orderId} query={place.query} />
      </main>
    </>
  );
}

/** Which screen stands at the address; null: none. */
function screenAt({ path: [first = 'today'] }: Place): ScreenName | null {
  return SCREENS.find((name) => name === first) ?? null;
}

function titleOf(
  screen: ScreenName | null,
  orderId: string | undefined,
  screens: ReturnType<typeof useMessages>['screens'],
): string {
  if (orderId !== undefined) return screens.order(orderId);
  return screens[screen ?? 'today'];
}

/** On another screen a reader begins at its beginning, as on another page. */
function useFocusAt(where: string): void {
  const before = useRef(where);
  useEffect(() => {
    if (before.current === where) return;
    before.current = where;
    scrollTo(0, 0);
    focusContent();
  }, [where]);
}

function focusContent(): void {
  document.getElementById('content')?.focus({ preventScroll: true });
}

/** The address says where a person is, so that a jump within the page must not change it. */
function toContent(event: { preventDefault(): void }): void {
  event.preventDefault();
  focusContent();
}

interface Shown {
  readonly screen: ScreenName | null;
  readonly orderId: string | undefined;
  readonly query: URLSearchParams;
}

function Screen({ screen, orderId, query }: Shown): ReactElement {
  const { state } = useMessages();
  switch (screen) {
    case 'today':
      return <TodayScreen />;
    case 'orders':
      // Another order is another screen: nothing of the one before stays on it.
      return orderId === undefined ? <OrdersScreen query={query} /> : <OrderScreen key={orderId} orderId={orderId} />;
    case 'disputes':
      return <DisputesScreen query={query} />;
    case 'system':
      return <SystemScreen query={query} />;
    case null:
      return <p className="panel empty">{state.notFound}</p>;
  }
}
