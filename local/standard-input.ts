/** Reads input that is piped into a command. */
import type { ReadStream } from 'node:tty';

/** Enough for a program such as curl; a pipe that a parent process left open would never end. */
const FIRST_BYTE_WITHIN_MS = 3_000;

/** @returns the whole input; nothing from a terminal or a silent pipe @param input process.stdin */
export async function readGiven(
  input: NodeJS.ReadStream & Partial<ReadStream>,
  firstByteWithinMs = FIRST_BYTE_WITHIN_MS,
): Promise<string> {
  if (input.isTTY) return '';
  const { promise: silence, resolve } = Promise.withResolvers<'silence'>();
  const timer = setTimeout(resolve, firstByteWithinMs, 'silence');
  const chunks: Buffer[] = [];
  input.on('data', (chunk: Buffer) => {
    clearTimeout(timer);
    chunks.push(chunk);
  });
  const ended = new Promise<void>((done, fail) => input.once('end', done).once('error', fail));
  await Promise.race([ended, silence]);
  ended.catch(() => {});
  clearTimeout(timer);
  input.removeAllListeners('data').pause();
  return Buffer.concat(chunks).toString();
}
