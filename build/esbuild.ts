/**
 * The bundling options, the same for deployments, `npm start`, tests and measurements, so that tests run the deployed code. Each
 * measure has its effect in minified KB and, where noticeable, in milliseconds of loading; `npm run bench -- trimming` measures each.
 */
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { deferredModules } from './deferred.ts';
import { driverSources } from './driver-sources.ts';
import { omittedParts } from './omitted.ts';
import { onlyVersions } from './package-json.ts';
import { replacedFile } from './replaced-file.ts';

const standIn = (name: string): string => fileURLToPath(new URL(`./stand-ins/${name}.ts`, import.meta.url));

/** esbuild's defaults without trimming: the base of all measures. */
export const plainOptions = {
  bundle: true,
  minify: true,
  format: 'cjs',
  target: 'node24',
  platform: 'node',
  // Optional packages of the MongoDB driver, which are not installed. The driver reports a missing one when it is used.
  external: [
    '@aws-sdk/credential-providers',
    '@mongodb-js/zstd',
    'aws4',
    'gcp-metadata',
    'kerberos',
    'mongodb-client-encryption',
    'snappy',
    'socks',
  ],
} as const satisfies BuildOptions;

/** By name, so that each can be left out to measure it. */
export const measures = {
  esModules: {
    // The AWS SDK as ES modules, without unused code: messages/send -224 KB, sessions/list -236 KB.
    mainFields: ['module', 'main'],
  },
  nativeUrl: {
    // The parser of connection strings includes Unicode tables for a URL class that Node.js has built in: -284 KB, 4 to 9 ms.
    alias: { 'whatwg-url': standIn('native-url') },
  },
  environmentCredentials: {
    // Lambda has credentials in the environment; omits SSO, profiles, web identities and instance metadata: -119 KB
    // and, with the SDK's ES modules, -24 ms.
    alias: { '@aws-sdk/credential-provider-node': standIn('environment-credentials') },
  },
  environmentSettings: {
    // A parser of profiles, which looks for files at each cold start: -2 KB, two file accesses.
    plugins: [
      replacedFile(/@smithy[\\/]core[\\/].*[\\/]fromSharedConfigFiles\.js$/, standIn('environment-settings')),
    ],
  },
  noEndpointDiscovery: {
    // An LRU cache for a feature that is off by default: -7 KB.
    alias: { '@aws-sdk/endpoint-cache': standIn('no-endpoint-cache') },
  },
  requiredModules: {
    // The AWS SDK imports node:http on use. An import makes Node.js evaluate every export of a module, including WebSocket, which
    // loads all of undici; a require does not: -15 ms of the first response.
    supported: { 'dynamic-import': false },
  },
  // Code that this API never uses: messages/send -80 KB, messages/list -54 KB.
  omittedParts: { plugins: [omittedParts()] },
  // The same size, loaded later or never: 3 to 5 ms.
  deferredModules: { plugins: [deferredModules()] },
  driverSources: {
    // ES modules instead of CommonJS: functions with MongoDB -89 KB, a first response -8 % of processor time. Listed after the
    // omissions, because of two plugins that would load a file the first one does.
    plugins: [driverSources()],
  },
  // -11 KB.
  onlyVersions: { plugins: [onlyVersions()] },
} satisfies Record<string, BuildOptions>;

/** @param left names of measures to leave out */
export function bundleOptions(left: (keyof typeof measures)[] = []): BuildOptions {
  const taken = Object.entries<BuildOptions>(measures)
    .filter(([name]) => !left.includes(name as keyof typeof measures))
    .map(([, options]) => options);
  return {
    ...plainOptions,
    ...Object.assign({}, ...taken.map(({ mainFields }) => (mainFields ? { mainFields } : {}))),
    alias: Object.assign({}, ...taken.map(({ alias }) => alias)),
    supported: Object.assign({}, ...taken.map(({ supported }) => supported)),
    plugins: taken.flatMap(({ plugins }) => plugins ?? []),
    // No source maps: inline ones with --enable-source-maps doubled a function's load time.
    sourcemap: false,
  };
}
