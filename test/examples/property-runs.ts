/** What part of the runs is made where nobody asked for all. */
const EVERYDAY_PART = 12;

/**
 * How often a long property is tried. CI makes all its runs (`PROPERTY_RUNS=all`, .ci/run), everybody else a part, which takes
 * seconds.
 * @param all how many make it certain that the rarest branch is met
 */
export function propertyRuns(all: number): number {
  return process.env['PROPERTY_RUNS'] === 'all' ? all : Math.ceil(all / EVERYDAY_PART);
}
