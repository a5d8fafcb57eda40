/** How TypeScript becomes the JavaScript that Node runs: the same for compiled programs and for tests. */
module.exports.swcOptions = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    target: 'es2023',
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
  module: { type: 'commonjs' },
};
