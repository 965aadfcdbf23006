/** What the Serverless Framework and its plugins leave undone when they run on this machine. */
import { stop as stopEsbuild } from 'esbuild';

export default class LocalPlugin {
  hooks = {
    // On Lambda an environment is frozen with its database connection open; here the same open connection would keep
    // `serverless invoke local` alive for ever after the handler has answered.
    'after:invoke:local:invoke': () => process.exit(),
    // Nothing is built after the start, but esbuild's process would stay, with all the memory that the build took.
    'after:offline:start:init': () => stopEsbuild(),
  };
}
