/** `corechat` as scripts run it: a process, its output, its exit code. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    corechat: string;
  }
}

/** Its bundle, which bundle-corechat.ts makes. */
export const CORECHAT = inject('corechat');

export interface CommandOptions {
  /** standard input; none unless given */
  input?: string | Uint8Array;
  env?: Record<string, string>;
}

/** One person's machine: a config directory, and the server to talk to. */
export interface Desk {
  readonly configDir: string;
  readonly env: Record<string, string>;
  /** Runs a command to its end. Never throws: the exit code is part of the answer. */
  run(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Starts one that goes on. */
  start(args: readonly string[], options?: CommandOptions): RunningCommand;
  remove(): Promise<void>;
}

export interface CommandResult {
  code: number | undefined;
  /** without the last line break */
  stdout: string;
  stderr: string;
}

export interface RunningCommand {
  /** Resolves when standard output or error holds it, however long that takes. */
  until(what: 'stdout' | 'stderr', text: string): Promise<void>;
  /** @param signal SIGINT, as Ctrl-C, unless given */
  interrupt(signal?: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void;
  readonly ended: Promise<CommandResult>;
}

export async function makeDesk(api: string): Promise<Desk> {
  const configDir = await mkdtemp(join(tmpdir(), 'corechat-cli-'));
  const env = { CORECHAT_API: api, CORECHAT_CONFIG_DIR: configDir, TZ: 'UTC', LANG: 'en_US.UTF-8' };
  const start = (args: readonly string[], { input, env: more }: CommandOptions = {}): RunningCommand => {
    const child = execa(process.execPath, [CORECHAT, ...args], {
      env: { ...env, ...more },
      reject: false,
      stripFinalNewline: true,
      ...(input === undefined ? { stdin: 'ignore' } : { input }),
    });
    const seen = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        seen[name] += chunk;
      });
    }
    const ended = child.then(({ exitCode, stdout, stderr }) => ({ code: exitCode, stdout, stderr }));
    return {
      ended,
      interrupt: (signal = 'SIGINT') => child.kill(signal),
      until: async (what, text) => {
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        const look = () => seen[what].includes(text) && resolve();
        child[what].on('data', look);
        look();
        ended.then(
          ({ code, ...output }) => reject(new Error(`Ended with ${code}: ${JSON.stringify(output)}`)),
          reject,
        );
        await promise;
        child[what].off('data', look);
      },
    };
  };
  return {
    configDir,
    env,
    start,
    run: (args, options) => start(args, options).ended,
    // A client whose terminal was closed may still be writing.
    remove: () => rm(configDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}

/** Registers a user with the password `correct horse` and logs in. */
export async function registerAt(desk: Desk, username: string): Promise<void> {
  const { code, stderr } = await desk.run(
    ['register', '--username', username, '--first-name', username, '--last-name', 'Lee'].concat([
      '--email',
      `${username}@example.org`,
      '--password-stdin',
    ]),
    { input: 'correct horse\n' },
  );
  if (code !== 0) throw new Error(`${username} cannot register: ${stderr}`);
}
