const { createRequire, isBuiltin } = require('node:module');
const { compileFunction, constants } = require('node:vm');
const { default: JestRuntime } = require('jest-runtime');

/**
 * Loads packages once for each process that runs tests, by Node's own require. jest would read and run Temporal's SDK, Nest and the
 * others anew for every file, which takes longer than most of the files' tests. Our own code is new for every file.
 */
module.exports = class PackagesOnce extends JestRuntime {
  constructor(...args) {
    const { getBuiltinModule } = process;
    super(...args);
    // jest's own would load files for a test that is over.
    process.getBuiltinModule = getBuiltinModule;
    const { executor } = this;
    const { USE_MAIN_CONTEXT_DEFAULT_LOADER: importModuleDynamically } = constants;
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, { filename, importModuleDynamically });
  }

  requireModuleOrMock(from, name) {
    return isPackage(name) ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
  }
};

/** What jest itself gives to a test file is of that file. */
function isPackage(name) {
  return !/^[./]|^(@jest\/|expect$|jest$)/.test(name) && !isBuiltin(name);
}
