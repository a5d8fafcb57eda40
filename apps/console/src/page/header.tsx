import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { answerOf, holdfast, sendTokenOf, type Session } from '../api/holdfast';
import { sessionQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { addressOf } from '../place/place';

/** The screens of the menu, in its order. */
export const SCREENS = ['today', 'orders', 'disputes', 'system'] as const;

/** One of them. */
export type ScreenName = (typeof SCREENS)[number];

interface HeaderParts {
  readonly session: Session;
  readonly current: ScreenName | null;
}

/** The menu, and who is signed in. */
export function Header({ session, current }: HeaderParts): ReactElement {
  const messages = useMessages();
  return (
    <header>
      <a className="name" href={addressOf(['today'])}>
        {messages.title}
      </a>
      <nav aria-label={messages.navigation}>
        {SCREENS.map((name) => (
          <a key={name} href={addressOf([name])} {...(name === current && { 'aria-current': 'page' })}>
            {messages.screens[name]}
          </a>
        ))}
      </nav>
      <Who session={session} />
    </header>
  );
}

function Who({ session: { keyName, person, access, csrfToken } }: { readonly session: Session }): ReactElement {
  const { signIn, access: texts } = useMessages();
  const queries = useQueryClient();
  const out = useMutation({
    mutationFn: () => answerOf(holdfast.POST('/v1/sign-out')),
    onSettled: async () => {
      sendTokenOf(null);
      const asked = queries.resetQueries({ queryKey: sessionQuery.queryKey });
      // Nothing that one person saw is there for the next.
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
      await asked;
    },
  });
  if (keyName === null) return <span className="who quiet">{signIn.open}</span>;
  return (
    <span className="who">
      <span className="quiet">{signIn.signedInAs(person ?? keyName, texts[access])}</span>
      {csrfToken !== null && (
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
