/** The bytes of unsent files on disk, beside the session: one file each, written beside its place and renamed. */
import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileStore, KeptFile } from './sdk.ts';

const SUFFIX = '.bytes';
/** Readable by the user only, as the session is. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

const encode = (key: string): string => encodeURIComponent(key).replaceAll('*', '%2A') + SUFFIX;
const decode = (name: string): string => decodeURIComponent(name.slice(0, -SUFFIX.length));

export class KeptFiles implements FileStore {
  readonly #directory: string;

  /** @param directory made at the first write */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async put(key: string, bytes: Blob): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: DIRECTORY_MODE });
    const path = join(this.#directory, encode(key));
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      const file = await open(temporary, 'wx', FILE_MODE);
      try {
        await file.writeFile(new Uint8Array(await bytes.arrayBuffer()));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
  }

  async get(key: string): Promise<Blob | undefined> {
    const path = join(this.#directory, encode(key));
    return openAsBlob(path).catch(() => undefined);
  }

  async delete(key: string): Promise<void> {
    await rm(join(this.#directory, encode(key)), { force: true });
  }

  async list(): Promise<KeptFile[]> {
    const names = await readdir(this.#directory).catch((error) => {
      if (isMissing(error)) return [];
      throw error;
    });
    const kept = names.filter((name) => name.endsWith(SUFFIX));
    return Promise.all(
      kept.map(async (name) => {
        const { size, mtimeMs } = await stat(join(this.#directory, name));
        return { key: decode(name), size, keptAt: mtimeMs };
      }),
    );
  }
}
