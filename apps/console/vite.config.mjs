import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The API serves what comes out of this at `/console`, and its parts at `/console/…`: docs/decisions/0062. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    assetsDir: 'console',
    // A picture within a script or style would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    rolldownOptions: {
      // Packages say so for frameworks that render on servers; a page of files has no server.
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
});
