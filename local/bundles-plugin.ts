/**
 * Loads serverless-esbuild for the commands that zip functions. To load it takes a second of processor time, a quarter of a start, and
 * the other commands find finished bundles (local/bundles.ts): `serverless offline` by its `location` in serverless.yml.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './root.ts';

interface Serverless {
  config: { servicePath: string };
  pluginManager: { addPlugin(plugin: unknown): void };
  processedInput: { commands: string[] };
}

const ZIPPING = new Set(['package', 'deploy', 'deploy function']);

export default class BundlesPlugin {
  readonly #serverless: Serverless;

  constructor(serverless: Serverless) {
    this.#serverless = serverless;
    if (!ZIPPING.has(serverless.processedInput.commands.join(' '))) return;
    serverless.pluginManager.addPlugin(createRequire(import.meta.url)('serverless-esbuild'));
  }

  hooks = {
    'before:invoke:local:invoke': () => {
      const folder = join(ROOT, process.env.CORECHAT_BUILD_FOLDER ?? '.esbuild', '.build');
      this.#serverless.config.servicePath = folder;
      process.chdir(folder);
    },
  };
}
