/** Defers modules that the MongoDB driver imports at the start, and that most functions need never, or only for the first connection. */
import type { Plugin } from 'esbuild';

const DEFERRED = [
  // Unicode tables for passwords in SCRAM-SHA-256, which are unpacked when loaded.
  '@mongodb-js/saslprep',
  // Compression, which only a connection string can turn on.
  'zlib',
  // Cloud metadata, and mongodb+srv addresses.
  'http',
  'dns',
];

const DRIVER = /[\\/]node_modules[\\/]mongodb[\\/]/;
const NAMESPACE = 'deferred';

/**
 * A proxy as prototype: the bundler copies a module's own names, which would load the module. `__esModule` is always true, without
 * loading, because the driver only uses named imports.
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
