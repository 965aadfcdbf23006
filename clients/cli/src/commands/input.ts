/** Reads standard input. */
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { isBlank } from '../sdk.ts';

/** More than any message or password: a mistaken pipe is not read to its end. */
const MAX_BYTES = 1_000_000;

async function readStdin({ stdin }: Context): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BYTES) throw new CliError('Standard input is too long for a message.', EXIT.usage);
    chunks.push(bytes);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new CliError('Standard input is not UTF-8 text.', EXIT.usage);
  }
}

/**
 * @param words of the command line; `-`, or none where something is piped in, stands for standard input
 * @returns the text of a message; the line break that ends a piped text is not part of it
 */
export async function messageText(context: Context, words: readonly string[]): Promise<string> {
  const piped = words.length === 1 ? words[0] === '-' : words.length === 0 && !context.stdin.isTTY;
  if (words.length === 0 && !piped) {
    throw new CliError(
      'What is the message? Give it after the name, or - to read it from standard input.',
      EXIT.usage,
    );
  }
  const text = piped ? (await readStdin(context)).replace(/\r?\n$/, '') : words.join(' ');
  if (isBlank(text)) throw new CliError('The message is empty.', EXIT.usage);
  return text;
}

/** @returns the first two lines */
export async function linesFromStdin(context: Context): Promise<[string, string]> {
  const [first = '', second = ''] = (await readStdin(context)).split(/\r?\n/);
  if (first === '' || second === '') {
    throw new CliError('Standard input must have the code and the new password, a line each.', EXIT.usage);
  }
  return [first, second];
}

/** @returns the first line */
export async function passwordFromStdin(context: Context): Promise<string> {
  const [password = ''] = (await readStdin(context)).split(/\r?\n/);
  if (password === '') throw new CliError('There is no password on standard input.', EXIT.usage);
  return password;
}
