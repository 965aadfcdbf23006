/** What `serverless invoke local` needs: a stack, bundles, and an event whose placeholders are filled. */
import { claimBuild, ensureBundles } from './bundles.ts';
import { DATA_DIR } from './root.ts';
import { findRun } from './run-file.ts';
import { prepareSampleData } from './sample-data.ts';
import { startStack } from './stack.ts';

interface EntryOptions {
  dataDir?: string;
  /** Sample users have a password that everybody knows: they are made on embedded databases only. */
  needsSamples: boolean;
}

/** The environment of MONGODB_URI, of the running stack, or of a temporary one. */
async function enterStack({ dataDir = DATA_DIR, needsSamples }: EntryOptions) {
  const external = process.env.MONGODB_URI || undefined;
  const running = external ? undefined : await findRun(dataDir);
  if (!needsSamples && external) return startStack(undefined, external);
  if (running && (running.database === 'embedded' || !needsSamples)) {
    return { env: running.env, stop: async () => {} };
  }
  if (external ?? running) {
    console.error(
      'This event needs the sample users, which are made on embedded databases only: using a temporary one.\n',
    );
  }
  return startStack();
}

export interface Invocations {
  /** what functions run with */
  env: NodeJS.ProcessEnv;
  /** of this process, gone when it is released */
  folder: string;
  fill(event: string): Promise<string>;
  release(): Promise<void>;
}

/** @throws UserError */
export async function prepareInvocations(options: EntryOptions): Promise<Invocations> {
  const [entered, bundled] = await Promise.allSettled([enterStack(options), ensureBundles()]);
  if (entered.status === 'rejected') throw entered.reason;
  const stack = entered.value;
  if (bundled.status === 'rejected') {
    await stack.stop();
    throw bundled.reason;
  }
  const build = claimBuild(bundled.value);
  const env = { ...process.env, ...stack.env, ...build.env, SLS_TELEMETRY_DISABLED: '1' };
  const release = async () => {
    build.release();
    await stack.stop();
  };
  if (!options.needsSamples) return { env, folder: build.folder, fill: async (event) => event, release };
  // lib reads them when it is first imported.
  Object.assign(process.env, stack.env, { LOG_LEVEL: 'silent' });
  const samples = await prepareSampleData();
  return {
    env,
    folder: build.folder,
    fill: samples.fill,
    release: async () => {
      await samples.close();
      await release();
    },
  };
}
