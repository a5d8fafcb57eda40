import { useEffect, useState } from 'react';

/** Who types or presses on is not asked about each step in between, in milliseconds. */
const QUIET_MS = 250;

/** A value once it has stayed the same for a moment. @param value compared by its text as JSON */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(JSON.parse(text) as Value);
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  return settled;
}
