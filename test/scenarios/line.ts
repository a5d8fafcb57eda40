/** A place where few may be at a time; whoever comes first goes first. */
export interface Line {
  pass<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function openLine(atATime: number): Line {
  const waiting: (() => void)[] = [];
  let free = atATime;
  return {
    pass: async (work) => {
      if (free === 0) await new Promise<void>((admit) => waiting.push(admit));
      else free -= 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}
