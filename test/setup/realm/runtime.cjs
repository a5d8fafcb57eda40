const { createRequire, isBuiltin } = require('node:module');
const { compileFunction, constants } = require('node:vm');
const { default: JestRuntime } = require('jest-runtime');

/** By the name of its file, the function that each module of ours is to V8, with the text that it was compiled of. */
const COMPILED = new Map();

/**
 * Loads packages once for each process that runs tests, by Node's own require. jest would read and run Temporal's SDK, Nest and the
 * others anew for every file, which takes longer than most of the files' tests. Our own code runs anew for every file, and is
 * compiled once.
 */
module.exports = class PackagesOnce extends JestRuntime {
  constructor(...args) {
    const { getBuiltinModule } = process;
    super(...args);
    // jest's own would load files for a test that is over.
    process.getBuiltinModule = getBuiltinModule;
    const { executor } = this;
    const { USE_MAIN_CONTEXT_DEFAULT_LOADER: importModuleDynamically } = constants;
    executor.compile = (source, filename) => {
      const known = COMPILED.get(filename);
      if (known?.source === source) return known.run;
      const run = compileFunction(source, executor.injectedModuleParameters, { filename, importModuleDynamically });
      COMPILED.set(filename, { source, run });
      return run;
    };
  }

  requireModuleOrMock(from, name) {
    return isPackage(name) ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
  }
};

/** What jest itself gives to a test file is of that file. */
function isPackage(name) {
  return !/^[./]|^(@jest\/|expect$|jest$)/.test(name) && !isBuiltin(name);
}
