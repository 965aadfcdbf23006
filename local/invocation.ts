/** Prepares `serverless invoke local`: a stack, bundles, and an event with filled placeholders. */
import { claimBuild, ensureBundles } from './bundles.ts';
import { DATA_DIR } from './root.ts';
import { findRun } from './run-file.ts';
import { prepareSampleData } from './sample-data.ts';
import { startStack } from './stack.ts';

/** With which every sample event succeeds. */
const SAMPLE_SETTINGS = { SECURITY_CONTACT: 'mailto:security@example.org' };

interface EntryOptions {
  dataDir?: string;
  /** Sample users have a public password, so they are created on embedded databases only. */
  needsSamples: boolean;
}

/** Uses MONGODB_URI, the running stack, or a temporary one. */
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
  /** environment of the functions */
  env: NodeJS.ProcessEnv;
  /** of this process; removed on release */
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
  const env = { ...SAMPLE_SETTINGS, ...process.env, ...stack.env, ...build.env, SLS_TELEMETRY_DISABLED: '1' };
  const release = async () => {
    build.release();
    await stack.stop();
  };
  if (!options.needsSamples) return { env, folder: build.folder, fill: async (event) => event, release };
  // Set before lib is imported, which reads them.
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
