/** An error that the user can fix: printed as one line, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Includes ConfigError, matched by name, because commands import lib late. */
const isMendable = (error: unknown): error is Error =>
  error instanceof UserError || (error instanceof Error && error.name === 'ConfigError');

/** Runs a command. An error that the user can fix becomes one line and its exit code. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isMendable(error)) throw error;
    console.error(error.message);
    process.exitCode = error instanceof UserError ? error.exitCode : 1;
  }
}
