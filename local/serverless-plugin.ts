/** Adapts the Serverless Framework and its plugins to local use. */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { Server } from 'node:net';
import { dirname, join } from 'node:path';
import Lambda from 'serverless-offline/lambda';
import { DIST } from '../clients/web/build-inputs.ts';
import { ensureReference, REFERENCE_DIST } from '../openapi/build.ts';
import { limitInvocations } from './invocations.ts';
import { limitBacklogs } from './listen-backlog.ts';
import { type EsbuildHost, usePrebuilt } from './prebuilt.ts';
import { ROOT } from './root.ts';
import type { InvokeOptions } from './typed-invoke.ts';
import { type OfflineOptions, OPTIONS, startOptionsOf } from './typed-offline.ts';
import { runCommand, UserError } from './user-error.ts';
import { type ConfigurationHost, validateOnce } from './validated.ts';
import { ensureWebApp } from './web-app.ts';

interface Serverless extends EsbuildHost, ConfigurationHost {
  /** folder of the functions: local/bundles-plugin.ts sets it to the folder of the bundles */
  serviceDir: string;
  service: { functions: Record<string, object> };
  processedInput: { commands: string[]; options: Record<string, unknown> };
}

/** `serverless invoke local` runs a function in its bundle's folder, which lacks the other files of its zip. */
function linkFiles(folder: string, path: string, target: string): void {
  const link = join(folder, path);
  mkdirSync(dirname(link), { recursive: true });
  try {
    symlinkSync(target, link, 'junction');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** The folder of serverless-esbuild, unless a stack sets another one. */
const WORK_FOLDER = join(ROOT, process.env.CORECHAT_BUILD_FOLDER ?? '.esbuild');

const TEMPORARY = ['TMPDIR', 'TEMP', 'TMP'];
const systemTemporary = TEMPORARY.map((name) => [name, process.env[name]] as const);

/**
 * serverless-esbuild copies each function's files into a temporary folder that it never removes. Puts it into the work folder, and
 * removes it when the process ends, also after a failure.
 */
function keepTemporaryFiles(): void {
  const folder = join(WORK_FOLDER, 'tmp');
  mkdirSync(folder, { recursive: true });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const name of TEMPORARY) process.env[name] = folder;
}

function releaseTemporaryFiles(): void {
  for (const [name, value] of systemTemporary) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

/** Functions that serve files of their zip. */
const SERVING_FILES = new Set(['system-web', 'system-openapi']);

async function ensureFiles(): Promise<void> {
  await Promise.all([ensureWebApp(), ensureReference()]);
}

/** Both commands run locally, so they refuse deployed stages. */
function requireLocalStage(stage: unknown): void {
  if (stage === undefined || stage === null || stage === 'local') return;
  throw new UserError(
    `--stage ${stage} is a deployment: its database, keys and addresses are in AWS (secret corechat/${stage}). Leave --stage out to run on this machine`,
  );
}

export default class LocalPlugin {
  readonly #serverless: Serverless;
  readonly #options: { function?: string };

  constructor(serverless: Serverless, options: { function?: string }) {
    this.#serverless = serverless;
    this.#options = options;
    limitInvocations(Lambda);
    limitBacklogs(Server);
    if (process.env.CORECHAT_IS_BUNDLED) validateOnce(serverless);
  }

  /** Both spellings of the command. */
  commands = { offline: { options: OPTIONS, commands: { start: { options: OPTIONS } } } };

  hooks = {
    initialize: async () => {
      // Started by our commands, with a stack and finished bundles.
      if (process.env.CORECHAT_IS_BUNDLED) return;
      const run = this.#asTyped();
      if (!run) return;
      await runCommand(async () => {
        process.exitCode = await run();
      });
      // Standard output may be a pipe, which takes its time.
      process.stdout.write('', () => process.exit());
      await new Promise(() => {});
    },
    // Old files would be worse than none; and what an invocation linked beside its bundle would be in every zip.
    'before:package:initialize': async () => {
      rmSync(WORK_FOLDER, { recursive: true, force: true });
      keepTemporaryFiles();
      await Promise.all([ensureFiles(), usePrebuilt(this.#serverless, WORK_FOLDER)]);
    },
    'after:package:createDeploymentArtifacts': releaseTemporaryFiles,
    'before:deploy:function:initialize': async () => {
      keepTemporaryFiles();
      await Promise.all([ensureFiles(), usePrebuilt(this.#serverless, WORK_FOLDER)]);
    },
    'after:deploy:function:packageFunction': releaseTemporaryFiles,
    'before:invoke:local:invoke': async () => {
      if (!SERVING_FILES.has(this.#options.function ?? '')) return;
      await ensureFiles();
      linkFiles(this.#serverless.serviceDir, 'clients/web/dist', DIST);
      linkFiles(this.#serverless.serviceDir, 'openapi/dist', REFERENCE_DIST);
    },
    // On Lambda an environment is frozen with its database connection open; here the same open connection would keep
    // `serverless invoke local` alive for ever after the handler has answered. First the whole answer must be through the pipe.
    'after:invoke:local:invoke': () => process.stdout.write('', () => process.exit()),
  };

  /** @returns what a command of a person comes down to; undefined where the Serverless Framework does it as it is */
  #asTyped(): (() => Promise<number>) | undefined {
    const { commands, options } = this.#serverless.processedInput;
    const command = commands.join(' ');
    if (!['offline', 'offline start', 'invoke local'].includes(command)) return undefined;
    return async () => {
      requireLocalStage(options.stage);
      // Loaded on use: the gateway's process needs neither.
      if (command === 'invoke local') {
        const { invokeAsTyped } = await import('./typed-invoke.ts');
        return invokeAsTyped(Object.keys(this.#serverless.service.functions), options as InvokeOptions);
      }
      const start = startOptionsOf(options as OfflineOptions);
      const { runProduct } = await import('./product.ts');
      return runProduct(start);
    };
  }
}
