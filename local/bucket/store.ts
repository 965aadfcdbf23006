/**
 * Files on disk. Each is a folder with its bytes and what is known about them, which appears under its name in one step when it is
 * complete: a crash leaves a whole file or none.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, rmSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BucketError } from './error.ts';

export interface StoredFile {
  /** bytes */
  size: number;
  type: string;
  /** base64 */
  sha256: string;
  /** ISO 8601 */
  modified: string;
}

const [BYTES, FACTS] = ['bytes', 'facts.json'];
const OCCUPIED = new Set(['ENOTEMPTY', 'EEXIST']);

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

export class FileStore {
  readonly #files: string;
  readonly #unfinished: string;

  /** @param directory is created when it is missing */
  constructor(directory: string) {
    this.#files = join(directory, 'objects');
    this.#unfinished = join(directory, 'unfinished');
    rmSync(this.#unfinished, { recursive: true, force: true });
    for (const folder of [this.#files, this.#unfinished]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
  }

  #pathOf(key: string): string {
    return join(this.#files, encodeURIComponent(key).replaceAll('.', '%2E'));
  }

  /** @throws BucketError 404 */
  async facts(key: string): Promise<StoredFile> {
    try {
      return JSON.parse(await readFile(join(this.#pathOf(key), FACTS), 'utf8'));
    } catch (error) {
      if (isMissing(error)) throw new BucketError(404, 'NoSuchKey', 'The specified key does not exist.');
      throw error;
    }
  }

  has(key: string): boolean {
    return existsSync(this.#pathOf(key));
  }

  /** @param end included */
  read(key: string, start: number, end: number): Readable {
    return createReadStream(join(this.#pathOf(key), BYTES), { start, end });
  }

  /** @param sha256 base64 @throws BucketError 400 when the bytes have another checksum, 412 when the key exists and must not */
  async write(
    key: string,
    body: Readable,
    { type, sha256, isNew }: { type: string; sha256?: string | undefined; isNew: boolean },
  ): Promise<StoredFile> {
    const folder = await this.#begin();
    try {
      const hash = createHash('sha256');
      let size = 0;
      const measured = async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          size += chunk.length;
          yield chunk;
        }
      };
      await pipeline(body, measured, createWriteStream(join(folder, BYTES)));
      const digest = hash.digest('base64');
      if (sha256 !== undefined && sha256 !== digest) {
        throw new BucketError(
          400,
          'BadDigest',
          'The SHA256 you specified did not match the calculated checksum.',
        );
      }
      const facts = { size, type, sha256: digest, modified: new Date().toISOString() };
      await writeFile(join(folder, FACTS), JSON.stringify(facts));
      await this.#publish(folder, key, isNew);
      return facts;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** @throws BucketError 404 */
  async copy(from: string, to: string): Promise<void> {
    const facts = { ...(await this.facts(from)), modified: new Date().toISOString() };
    const folder = await this.#begin();
    try {
      await cp(join(this.#pathOf(from), BYTES), join(folder, BYTES));
      await writeFile(join(folder, FACTS), JSON.stringify(facts));
      await this.#publish(folder, to, false);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Idempotent. */
  async delete(key: string): Promise<void> {
    const folder = join(this.#unfinished, randomUUID());
    try {
      await rename(this.#pathOf(key), folder);
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
    await rm(folder, { recursive: true, force: true });
  }

  /** All keys, in order. */
  async keys(): Promise<string[]> {
    return (await readdir(this.#files)).map(decodeURIComponent).sort();
  }

  async #begin(): Promise<string> {
    const folder = join(this.#unfinished, randomUUID());
    await mkdir(folder, { mode: 0o700 });
    return folder;
  }

  /** A folder with content cannot be replaced by another, so one of two uploads to a key fails. */
  async #publish(folder: string, key: string, isNew: boolean): Promise<void> {
    try {
      await rename(folder, this.#pathOf(key));
    } catch (error) {
      if (!OCCUPIED.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      if (isNew) throw new BucketError(412, 'PreconditionFailed', 'The key exists already.');
      await this.delete(key);
      await this.#publish(folder, key, isNew);
    }
  }
}
