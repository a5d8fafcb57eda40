import { setup } from './run-environment';

/**
 * Seconds for what real time decides, such as the life of a hold: so many on two idle cores, and a whole number of times
 * more on a slower machine.
 */
export function seconds(usual: number): number {
  return usual * setup.pace;
}
