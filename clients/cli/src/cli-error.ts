import { EXIT, type ExitCode } from './exit-codes.ts';

/** Ends a command with one sentence for the user and a code for scripts. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;

  constructor(sentence: string, exitCode: ExitCode = EXIT.failure, options?: ErrorOptions) {
    super(sentence, options);
    this.exitCode = exitCode;
  }
}

/** Ctrl-C. Nothing needs to be said. */
export class Interrupted extends CliError {
  constructor() {
    super('', EXIT.interrupted);
  }
}
