/** Asks for confirmation at the terminal. In a pipeline there is no one to ask. */
import { createInterface } from 'node:readline/promises';
import { UserError } from '../local/user-error.ts';

/**
 * @param expected what has to be typed
 * @param without the advice where there is no terminal, such as "add --yes"
 * @throws UserError when it is refused, or cannot be asked
 */
export async function confirm(question: string, expected: string, without: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw new UserError(without);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const stop = new AbortController();
  // Ctrl-C and the end of the input are a no.
  terminal.on('SIGINT', () => stop.abort());
  terminal.on('close', () => stop.abort());
  const answer = await terminal.question(question, { signal: stop.signal }).catch(() => '');
  terminal.close();
  if (answer.trim() !== expected) throw new UserError('Nothing was changed');
}
