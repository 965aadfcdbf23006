/** An error that the user can fix: printed as one line, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Includes ConfigError, matched by name, because commands import lib late. */
const isMendable = (error: unknown): error is Error =>
  error instanceof UserError || (error instanceof Error && error.name === 'ConfigError');

/** Runs a command. An error that the user can fix becomes one line and exit code 1. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isMendable(error)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
