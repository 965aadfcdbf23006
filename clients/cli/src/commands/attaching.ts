/** The files of `send --file`. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { progressLine } from '../progress-line.ts';
import { type CoreChat, CoreChatError, type FileDraft, sentence } from '../sdk.ts';
import { printable } from '../text/printable.ts';

/** The server's limit. */
const MOST_FILES = 10;

/** What the bytes do not say by themselves. */
const TYPES: Record<string, string> = {
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.pdf': 'application/pdf',
  '.zip': 'application/zip',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.weba': 'audio/webm',
  '.svg': 'image/svg+xml',
};

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
  ERR_FS_FILE_TOO_LARGE: 'it is too large',
};

async function draftOf(chat: CoreChat, path: string): Promise<FileDraft> {
  try {
    const bytes = await readFile(path);
    return await chat.attachments.prepare({
      name: basename(path),
      type: TYPES[extname(path).toLowerCase()] ?? '',
      bytes,
    });
  } catch (error) {
    if (error instanceof CoreChatError)
      throw new CliError(`${printable(path)}: ${sentence(error)}`, EXIT.usage);
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new CliError(
      `${printable(path)} cannot be read: ${REASONS[code] ?? (code || 'unknown error')}.`,
      EXIT.usage,
    );
  }
}

/** The same file of the same command gets the same id, so that a repeated command uploads it once. */
const repeatable = (draft: FileDraft, clientId: string, at: number): FileDraft => ({
  ...draft,
  clientId: createHash('sha256').update(`${clientId}\n${at}\n${draft.sha256}`).digest('hex').slice(0, 32),
});

/** @param clientId of the message, where the caller gave one @throws CliError for a file that cannot be read or sent */
export async function draftsOf(
  chat: CoreChat,
  paths: readonly string[],
  clientId: string | undefined,
): Promise<FileDraft[]> {
  if (paths.length > MOST_FILES) throw new CliError(`A message can have ${MOST_FILES} files.`, EXIT.usage);
  const drafts = [];
  for (const path of paths) drafts.push(await draftOf(chat, path));
  return clientId === undefined ? drafts : drafts.map((draft, at) => repeatable(draft, clientId, at));
}

/** Shows how far the uploads are while an action runs. */
export async function withProgress<T>(
  context: Context,
  chat: CoreChat,
  drafts: readonly FileDraft[],
  run: () => Promise<T>,
): Promise<T> {
  const progress = progressLine(context);
  const off = chat.on('upload', ({ clientId, sent }) => {
    const draft = drafts.find((each) => each.clientId === clientId);
    if (draft) progress.show(draft.name, sent, draft.size);
  });
  try {
    return await run();
  } finally {
    off();
    progress.end();
  }
}
