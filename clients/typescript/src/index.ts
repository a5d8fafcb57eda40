/** A typed client for Holdfast. */
export { createHoldfast, type Holdfast, type HoldfastOptions } from './client.js';
export { readEvent } from './events.js';
export { everyItemOf, type ListPath } from './pages.js';
export { dryRunOf, HoldfastProblem, orThrow } from './problem.js';
export type { components, paths } from './api.js';
