/** Holdfast as a payment provider of Medusa 2: `resolve: '@holdfast/medusa'` in `medusa-config.ts`. */
import { HoldfastProvider } from './holdfast-provider.js';

export { HoldfastProvider, type HoldfastProviderOptions } from './holdfast-provider.js';

/** What Medusa loads. */
export default { module: 'payment', services: [HoldfastProvider] };
