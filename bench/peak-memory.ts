import { memoryMbOf } from './processes';

const EVERY_MS = 100;

/** Watches how much memory a process occupies, in MB, until `stop`. */
export function peakMemoryOf(pid: number): { stop(): Promise<{ readonly before: number; readonly peak: number }> } {
  const before = memoryMbOf(pid);
  let peak = 0;
  const look = async (): Promise<void> => {
    peak = Math.max(peak, await memoryMbOf(pid));
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await look();
      return { before: await before, peak };
    },
  };
}
