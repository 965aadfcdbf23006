/** get: downloads files of messages. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { withSession } from '../open-chat.ts';
import { progressLine } from '../progress-line.ts';
import { type CoreChat, cleanName, hasCode, type LocatedFile } from '../sdk.ts';
import { printable } from '../text/printable.ts';

export interface GetOptions {
  /** a file, a directory, or - for standard output */
  output?: string;
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

async function bytesOf(context: Context, { Name, Size, Url }: LocatedFile): Promise<Readable> {
  const answer = await fetch(Url).catch(() => undefined);
  if (!answer?.ok || !answer.body) {
    await answer?.body?.cancel();
    const why = answer ? `the storage answered ${answer.status}` : 'the storage cannot be reached';
    throw new CliError(`${printable(Name)} cannot be downloaded: ${why}. Try again.`);
  }
  const progress = progressLine(context);
  let done = 0;
  const count = async function* (chunks: AsyncIterable<Uint8Array>) {
    try {
      for await (const chunk of chunks) {
        done += chunk.length;
        progress.show(Name, done, Size);
        yield chunk;
      }
      if (done !== Size) throw new CliError(`${printable(Name)} came incompletely. Try again.`);
    } finally {
      progress.end();
    }
  };
  return Readable.from(count(answer.body as unknown as AsyncIterable<Uint8Array>));
}

/** A file is complete or not there. @param isNamed the user gave the path, so it may replace a file */
async function save(context: Context, file: LocatedFile, path: string, isNamed: boolean): Promise<void> {
  const temporary = `${path}.${randomUUID()}.part`;
  try {
    await pipeline(await bytesOf(context, file), createWriteStream(temporary, { flags: 'wx' }));
    if (isNamed) return await rename(temporary, path);
    // Unlike a rename, it fails where there is a file already.
    await link(temporary, path);
  } catch (error) {
    if (error instanceof CliError) throw error;
    if (codeOf(error) === 'EEXIST')
      throw new CliError(`${printable(path)} exists already. Choose another name with -o.`, EXIT.usage);
    const cause = codeOf(error) ?? 'the connection was cut off';
    throw new CliError(`${printable(path)} cannot be written: ${cause}.`);
  } finally {
    await rm(temporary, { force: true });
  }
}

const find = (chat: CoreChat, id: string): Promise<LocatedFile> =>
  chat.attachments.show(id, { download: true }).catch((error) => {
    if (!hasCode(error, 'attachment_not_found', 'validation_failed')) throw error;
    throw new CliError(
      `There is no file ${printable(id)}, or you may not see it. corechat list --ids prints the ids of files.`,
      EXIT.notFound,
    );
  });

/** Prints where the file was saved: in this directory under its own name, unless `output` says otherwise. */
export async function get(context: Context, id: string, { output }: GetOptions): Promise<void> {
  await withSession(context, async (chat) => {
    const file = await find(chat, id);
    if (output === '-') {
      await pipeline(await bytesOf(context, file), context.stdout, { end: false });
      return;
    }
    // The name is another person's: it must not lead out of the directory.
    const name = cleanName(file.Name);
    const isFolder = output !== undefined && (await isDirectory(output));
    const path = output === undefined ? name : isFolder ? join(output, name) : output;
    await save(context, file, path, output !== undefined && !isFolder);
    context.print(printable(path));
  });
}
