import { fileURLToPath } from 'node:url';
import { constants } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { compression, defineAlgorithm } from 'vite-plugin-compression2';
import { pathsOf, routes } from '../../lib/routes.ts';
import { serverUrl } from '../sdk/src/transport/server-url.ts';
import { hashedScripts } from './hashed-scripts.ts';
import { installable } from './installable.ts';
import { restAddress } from './rest-address.ts';

/** Where the API of `npm run web:dev` runs. */
const API = serverUrl(process.env.CORECHAT_URL || 'http://localhost:5000');

/** `/sessions/{id}` and `/sessions` are both below /sessions. The app itself routes in the hash, so nothing collides. */
const firstSegments = new Set(
  Object.entries(routes)
    .filter(([name]) => name !== 'system/web')
    .flatMap(([, route]) => pathsOf(route))
    .map((path) => path.split('/')[1] ?? ''),
);

/**
 * Replaces Vite's helper around `import()`, which preloads style sheets and scripts of the imported file. There are none, and it would be
 * a fiftieth of the first script.
 */
const plainImport: Plugin = {
  name: 'plain-import',
  enforce: 'pre',
  load: (id) =>
    id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load();' : undefined,
};

export default defineConfig({
  root: import.meta.dirname,
  resolve: {
    alias: [
      { find: '#sdk', replacement: fileURLToPath(new URL('../sdk/src/index.ts', import.meta.url)) },
      // As a separate file it could fail to load while the rest loads.
      {
        find: /^.*\/load-engine\.ts$/,
        replacement: fileURLToPath(new URL('src/app/load-files.ts', import.meta.url)),
      },
      // virtua is written for React.
      { find: 'react/jsx-runtime', replacement: 'preact/jsx-runtime' },
      { find: 'react', replacement: 'preact/compat' },
      { find: 'react-dom', replacement: 'preact/compat' },
    ],
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    // One flat folder: the route of the function that serves it is GET /app/{file}.
    assetsDir: 'app',
    // The page's Content-Security-Policy allows nothing inline.
    assetsInlineLimit: 0,
    // The one file that is fetched later needs no style sheet and no preload: browsers remember when a preload has failed.
    modulePreload: false,
    cssCodeSplit: false,
    reportCompressedSize: false,
    // virtua says "use client", which is for servers.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  plugins: [
    plainImport,
    hashedScripts('app'),
    restAddress('/src/app/rest.ts'),
    installable(),
    compression({
      include: /\.(?:html|js|css|svg|json|webmanifest|txt)$/,
      threshold: 0,
      // A small file can grow; the function then serves it as it is.
      skipIfLargerOrEqual: true,
      algorithms: [
        defineAlgorithm('brotliCompress', { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
        defineAlgorithm('gzip', { level: 9 }),
      ],
      logLevel: 'silent',
    }),
  ],
  server: {
    port: 5173,
    strictPort: true,
    proxy: { [`^/(?:${[...firstSegments].join('|')})(?:[/?]|$)`]: API },
  },
});
