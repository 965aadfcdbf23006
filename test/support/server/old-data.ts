/** Data that earlier versions wrote, as they left it on disk. */
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/**
 * The data directory of version 0.1 (commit 072e7e0), stopped with Ctrl-C: seven people, conversations with edits, deletions and
 * unread messages, blocks of each kind, reports, sessions, a suspended and a deleted account.
 */
export const DATA_OF_0_1 = 'data-of-0.1.json.br';

/** The password of everybody in it. */
export const OLD_PASSWORD = 'correct horse battery';

/** Unpacks one into a new directory. @returns the directory */
export async function unpackData(name: string): Promise<string> {
  const packed = await readFile(join(import.meta.dirname, '../../fixtures', name));
  const files: Record<string, string> = JSON.parse(brotliDecompressSync(packed).toString());
  const root = await mkdtemp(join(tmpdir(), 'corechat-old-data-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), Buffer.from(content, 'base64'), { mode: 0o600 });
  }
  return root;
}
