const { createRequire, isBuiltin } = require('node:module');
const { dirname, relative, resolve, sep } = require('node:path');
const { compileFunction, constants } = require('node:vm');
const { default: JestRuntime } = require('jest-runtime');
require('./late-optimization.cjs');

/** By the name of its file, the function that each module of ours is to V8, with the text that it was compiled of. */
const COMPILED = new Map();

/** By its place, without the ending, what a module of the product exports. */
const LOADED = new Map();

/**
 * Loads packages and the product once for each process that runs tests. jest would read and run Temporal's SDK, Nest, our
 * schemas and the others anew for every file, which takes longer than most of the files' tests. The product keeps nothing in
 * its modules that one file could leave to the next; tests and what sets them up run anew for every file, and are compiled once.
 */
module.exports = class LoadedOnce extends JestRuntime {
  constructor(...args) {
    const { getBuiltinModule } = process;
    super(...args);
    const [{ rootDir }, , , , , { collectCoverage }, , { watch, watchAll }] = args;
    this.rootDir = rootDir;
    // Its code may change from one file to the next, or is counted by file.
    if (collectCoverage || watch || watchAll) LOADED.clear();
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
    if (isPackage(name)) return createRequire(from)(name);
    const place = relative(this.rootDir, resolve(dirname(from), name));
    if (!isProduct(place)) return super.requireModuleOrMock(from, name);
    if (!LOADED.has(place)) LOADED.set(place, super.requireModuleOrMock(from, name));
    return LOADED.get(place);
  }
};

/** What jest itself gives to a test file is of that file. */
function isPackage(name) {
  return !/^[./]|^(@jest\/|expect$|jest$)/.test(name) && !isBuiltin(name);
}

/** Not its tests, and nothing that only they use. */
function isProduct(place) {
  const folders = place.split(sep);
  return ['apps', 'libs', 'workflows', 'activities'].includes(folders[0]) && !folders.includes('testing');
}
