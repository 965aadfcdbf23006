/** Modules that the MongoDB driver loads at its top, and that most functions never use, or not before the first connection. */
import type { Plugin } from 'esbuild';

const DEFERRED = [
  // Tables of Unicode, unpacked when loaded, for passwords in SCRAM-SHA-256.
  '@mongodb-js/saslprep',
  // Compression has to be asked for in the connection string.
  'zlib',
  // Cloud metadata, and mongodb+srv addresses.
  'http',
  'dns',
];

const DRIVER = /[\\/]node_modules[\\/]mongodb[\\/]/;
const NAMESPACE = 'deferred';

/**
 * As a prototype, because a bundler's copy of a module's own names would load it to learn them. To whether it is an ES module, which
 * is asked when it is imported, it says yes without looking: the driver imports names, and no default.
 */
const standInFor = (module: string): string => `
const load = { get: (_, name) => name === '__esModule' || require('${module}')[name] };
module.exports = Object.create(new Proxy({}, load));
`;

export const deferredModules = (): Plugin => ({
  name: 'deferred-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(${DEFERRED.join('|')})$`) }, ({ path, importer, resolveDir }) =>
      DRIVER.test(importer) ? { path, namespace: NAMESPACE, pluginData: resolveDir } : undefined,
    );
    onLoad({ filter: /./, namespace: NAMESPACE }, ({ path, pluginData: resolveDir }) => ({
      contents: standInFor(path),
      loader: 'js',
      resolveDir,
    }));
  },
});
