/** Something the person at the keyboard can mend: printed as one line, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** A wrong variable is, too: by its name, because lib reads them when it is first imported, and commands import it late. */
const isMendable = (error: unknown): error is Error =>
  error instanceof UserError || (error instanceof Error && error.name === 'ConfigError');

/** Runs a command and turns what a person can mend into one line and exit code 1. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isMendable(error)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
