/** Modules of the MongoDB driver that load what most functions never use, or not before the first connection. */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** By file below node_modules/mongodb/lib: what it requires at its top and gets at first use instead. */
const DEFERRED: Record<string, string[]> = {
  // Tables of Unicode, unpacked when loaded, for passwords in SCRAM-SHA-256.
  'cmap/auth/scram.js': ['@mongodb-js/saslprep'],
  // Compression has to be asked for in the connection string.
  'cmap/wire_protocol/compression.js': ['zlib'],
  'deps.js': ['zlib'],
  // Cloud metadata, and mongodb+srv addresses.
  'utils.js': ['http'],
  'connection_string.js': ['dns'],
  'sdam/srv_polling.js': ['dns'],
};

const DEFERRED_HELPER = `const deferred = (load) => new Proxy({}, { get: (_, name) => load()[name] });\n`;

/** @throws Error when the file no longer requires the module in the form that is replaced */
function defer(source: string, modules: string[], file: string): string {
  return modules.reduce((text, module) => {
    const eager = `= require("${module}");`;
    if (!text.includes(eager))
      throw new Error(`${file} does not require ${module} as build/deferred.ts expects`);
    return text.replace(eager, `= deferred(() => require("${module}"));`);
  }, DEFERRED_HELPER + source);
}

export const deferredModules = (): Plugin => ({
  name: 'deferred-modules',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/]mongodb[\\/]lib[\\/]/ }, async ({ path }) => {
      const [, file = ''] = /mongodb[\\/]lib[\\/](.*)$/.exec(path) ?? [];
      const modules = DEFERRED[file.replaceAll('\\', '/')];
      if (!modules) return undefined;
      return { contents: defer(await readFile(path, 'utf8'), modules, file), loader: 'js' };
    });
  },
});
