/** Reads input that is piped into a command. */
import type { ReadStream } from 'node:tty';
import { decodeUtf8 } from './utf8.ts';

/** Enough for a program such as curl; a pipe that a parent process left open would never end. */
const FIRST_BYTE_WITHIN_MS = 3_000;

/** @param input process.stdin @returns the whole input; nothing from a terminal or a silent pipe @throws UserError when it is not UTF-8 */
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
  return decodeUtf8(Buffer.concat(chunks), 'Standard input');
}
