import { createContext, useCallback, useContext, useEffect, useState, type ReactElement, type ReactNode } from 'react';

/** So long a sentence stays, in milliseconds. */
const STAYS_MS = 8_000;

const Announce = createContext<(text: string) => void>(() => undefined);

/** Says that something was done: to the eye below the page, and to a screen reader. */
export function useAnnounce(): (text: string) => void {
  return useContext(Announce);
}

interface Said {
  readonly text: string;
  /** The same sentence twice is two. */
  readonly count: number;
}

/** The place where it is said. */
export function Announcements({ children }: { readonly children: ReactNode }): ReactElement {
  const [said, say] = useState<Said>({ text: '', count: 0 });
  useEffect(() => {
    const timer = setTimeout(() => {
      say(({ count }) => ({ text: '', count }));
    }, STAYS_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [said.count]);
  const announce = useCallback((text: string) => {
    say(({ count }) => ({ text, count: count + 1 }));
  }, []);
  return (
    <Announce value={announce}>
      {children}
      <div className="announcements" role="status">
        {said.text !== '' && <p key={said.count}>{said.text}</p>}
      </div>
    </Announce>
  );
}
