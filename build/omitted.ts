/** Parts of the drivers that this API never uses. Each is replaced by a module that throws on use. */
import type { Plugin } from 'esbuild';

interface Omission {
  /** paths below node_modules/, in the published driver */
  files: RegExp;
  what: string;
}

/** The MongoDB driver keeps SCRAM, X.509 and PLAIN authentication; Atlas accepts the first two. */
export const OMISSIONS: Omission[] = [
  { files: /^mongodb\/lib\/(client-side-encryption\/|encrypter\.js$)/, what: 'client-side encryption' },
  { files: /^mongodb\/lib\/gridfs\//, what: 'GridFS' },
  { files: /^mongodb\/lib\/cmap\/auth\/mongodb_oidc/, what: 'authMechanism=MONGODB-OIDC' },
  { files: /^mongodb\/lib\/cmap\/auth\/mongodb_aws\.js$/, what: 'authMechanism=MONGODB-AWS' },
  { files: /^mongodb\/lib\/(change_stream|cursor\/change_stream_cursor)\.js$/, what: 'change streams' },
  { files: /^mongodb\/lib\/operations\/client_bulk_write\//, what: 'MongoClient.bulkWrite' },
  {
    files: /^mongodb\/lib\/(operations\/search_indexes\/.*|cursor\/list_search_indexes_cursor)\.js$/,
    // Index operations stay: 3 KB of every function, for the only one that needs them (functions/system/schema.ts).
    what: 'search indexes',
  },
  {
    files: /^mongodb\/lib\/(admin|cursor\/(list_collections|run_command)_cursor)\.js$/,
    what: 'database administration',
  },
  {
    files:
      /^mongodb\/lib\/operations\/(create_collection|drop|rename|list_collections|list_databases|validate_collection|(set_)?profiling_level|remove_user|stats)\.js$/,
    what: 'database administration',
  },
  { files: /^@smithy\/core\/dist-es\/submodules\/event-streams\//, what: 'event streams' },
  { files: /^@smithy\/core\/.*\/AdaptiveRetryStrategy\.js$/, what: 'AWS_RETRY_MODE=adaptive' },
  { files: /^@smithy\/core\/.*\/getInstanceMetadataRegion\.js$/, what: "EC2's instance metadata" },
  { files: /^@smithy\/core\/.*\/Sha256Js\.js$/, what: 'SHA-256 for a Node.js without crypto' },
  { files: /^@smithy\/core\/.*\/service-customizations\/s3\.js$/, what: 'S3' },
];

/** Reading `then` and symbols is allowed, because awaiting or printing a module reads them. */
const standInFor = ({ what }: Omission): string => `
const omitted = new Proxy({}, {
  get(_, name) {
    if (name === '__esModule') return true;
    if (name === 'then' || typeof name === 'symbol') return undefined;
    throw new Error(\`\${name} is not in this bundle: it leaves out ${what} (build/omitted.ts)\`);
  },
});
// A proxy as prototype, because the bundler copies a module's own names, and there are none.
module.exports = Object.create(omitted);
`;

/** build/driver-sources.ts loads the sources instead. */
const compiledName = (file: string): string => file.replace(/^mongodb\/src\/(.+)\.ts$/, 'mongodb/lib/$1.js');

export const omittedParts = (): Plugin => ({
  name: 'omitted-parts',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/](mongodb|@smithy)[\\/]/ }, ({ path }) => {
      const file = path.replaceAll('\\', '/').split('/node_modules/').at(-1) ?? '';
      const omission = OMISSIONS.find(({ files }) => files.test(compiledName(file)));
      return omission ? { contents: standInFor(omission), loader: 'js' } : undefined;
    });
  },
});
