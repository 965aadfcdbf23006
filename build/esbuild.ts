/**
 * How functions become bundles: for `serverless deploy`, `npm start`, the tests and the measurements alike, so that what is
 * tested is what is deployed. Each measure says what it takes off, in minified KB and, where it shows, in milliseconds of
 * loading; `npm run bench -- trimming` leaves them out one at a time and measures again.
 */
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { deferredModules } from './deferred.ts';
import { driverSources } from './driver-sources.ts';
import { omittedParts } from './omitted.ts';
import { onlyVersions } from './package-json.ts';
import { replacedFile } from './replaced-file.ts';

const standIn = (name: string): string => fileURLToPath(new URL(`./stand-ins/${name}.ts`, import.meta.url));

/** What esbuild's defaults make of a function, with nothing trimmed: the measure of everything below. */
export const plainOptions = {
  bundle: true,
  minify: true,
  format: 'cjs',
  target: 'node24',
  platform: 'node',
  // Optional parts of the MongoDB driver, which are not installed. The driver says so when one is asked for.
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
    // The AWS SDK's ES modules, of which only what is imported is kept: messages/send -224 KB, sessions/list -236 KB.
    mainFields: ['module', 'main'],
  },
  nativeUrl: {
    // The connection string's parser brings tables of Unicode for a URL class that Node.js has built in: -284 KB, 4 to 9 ms.
    alias: { 'whatwg-url': standIn('native-url') },
  },
  environmentCredentials: {
    // Lambda hands credentials over in the environment; SSO, profiles, web identities and instance metadata stay out: -119 KB
    // and, with the SDK's ES modules, -24 ms.
    alias: { '@aws-sdk/credential-provider-node': standIn('environment-credentials') },
  },
  environmentSettings: {
    // A parser of profiles, and a look for its files at each cold start: -2 KB, two file accesses.
    plugins: [
      replacedFile(/@smithy[\\/]core[\\/].*[\\/]fromSharedConfigFiles\.js$/, standIn('environment-settings')),
    ],
  },
  noEndpointDiscovery: {
    // An LRU cache for a feature that DynamoDB has switched off unless it is asked for: -7 KB.
    alias: { '@aws-sdk/endpoint-cache': standIn('no-endpoint-cache') },
  },
  requiredModules: {
    // The AWS SDK imports node:http when it needs it. For an import Node.js evaluates every export of a module, WebSocket among
    // them, which loads all of undici; a require does not: -15 ms of the first answer.
    supported: { 'dynamic-import': false },
  },
  // What this API never reaches: messages/send -80 KB, messages/list -54 KB.
  omittedParts: { plugins: [omittedParts()] },
  // The same KB, loaded later or never: 3 to 5 ms.
  deferredModules: { plugins: [deferredModules()] },
  driverSources: {
    // ES modules in the place of CommonJS: functions of MongoDB -89 KB, a first answer -8 % of processor time. Behind what leaves
    // parts of the driver out: of two that would load a file the first one does.
    plugins: [driverSources()],
  },
  // -11 KB.
  onlyVersions: { plugins: [onlyVersions()] },
} satisfies Record<string, BuildOptions>;

/** @param left names of measures not to take */
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
    // No source maps: inline, with --enable-source-maps, they doubled the time to load a function.
    sourcemap: false,
  };
}
