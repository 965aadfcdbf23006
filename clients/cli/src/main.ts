/** `corechat`: runs the command line and turns the outcome into an exit code. */
import { CommanderError } from 'commander';
import { DEFAULT_API } from './api-url.ts';
import { CliError, Interrupted } from './cli-error.ts';
import type { GlobalOptions, Streams } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { interactive } from './interactive/main.ts';
import { describe, exitCodeOf } from './open-chat.ts';
import { buildProgram } from './program.ts';
import { requireUtf8 } from './utf8.ts';

/** SIGTERM, SIGHUP: 128 and the signal's number, as shells have it. The terminal is restored at 'exit'. */
const SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: 143, SIGHUP: 129 } as const;

export async function main(args: string[]): Promise<void> {
  const { stdin, stdout, stderr, env } = process;
  const streams: Streams = { stdin, stdout, stderr, env };
  // styleText reads the environment, here and in the prompts.
  if (args.includes('--no-color')) {
    env.NO_COLOR = '1';
    delete env.FORCE_COLOR;
  }
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // The reader has closed the pipe, as `head` does.
      process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failure);
    });
  }
  for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => process.exit(code));
  const program = buildProgram(streams, interactive);
  try {
    requireUtf8(args, env);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const api: string = program.opts<GlobalOptions>().api ?? (env.CORECHAT_API || DEFAULT_API);
    process.exitCode = report(streams, api, error);
  }
}

/** @returns the exit code */
function report({ stderr, env }: Streams, api: string, error: unknown): number {
  // commander has printed the error; --help and --version end here, too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof Interrupted) return EXIT.interrupted;
  if (error instanceof Error && error.name === 'ExitPromptError') return EXIT.interrupted;
  if (!(error instanceof CliError) && env.CORECHAT_DEBUG) console.error(error);
  stderr.write(`corechat: ${describe({ api }, error)}\n`);
  return exitCodeOf(error);
}
