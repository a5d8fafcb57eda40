import { useEffect, useState } from 'react';

/** How often what is said about time is said again, in milliseconds. */
const EACH_MS = 30_000;

/** The present, in milliseconds, which goes on while the page is open. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, EACH_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}
