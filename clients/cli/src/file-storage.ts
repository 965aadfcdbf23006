/**
 * Session and outbox on disk: one file for each key, so that two processes never overwrite each other's. A file is
 * complete or not there: it is written beside its place, flushed and renamed.
 */
import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from './cli-error.ts';
import { withFileLock } from './file-lock.ts';
import type { KeyValueStorage } from './sdk.ts';

const SUFFIX = '.json';
/** Readable by the user only: the session file grants access to the account. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** Names the file and the reason, because the user must fix a full disk or a wrong owner. */
function failed(action: string, path: string, error: unknown): CliError {
  const reason = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the disk is read-only',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a part of it is not a directory',
    ENAMETOOLONG: 'the name is too long',
  }[codeOf(error) ?? ''];
  return new CliError(`${path} cannot be ${action}: ${reason ?? codeOf(error) ?? 'unknown error'}.`, 1, {
    cause: error,
  });
}

/** Percent-encoded, so that every key is a valid file name, and can be read back. */
const encode = (key: string) => encodeURIComponent(key).replaceAll('*', '%2A');

/** @returns undefined for a file of another program */
function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** A lock's name holds user input, which can be longer than file names may be. It is never read back. */
const LOCK_NAME_MAX = 200;
function lockName(name: string): string {
  const encoded = encode(name);
  if (encoded.length <= LOCK_NAME_MAX) return encoded;
  return `${encoded.slice(0, 100)}-${createHash('sha256').update(name).digest('hex')}`;
}

export class FileStorage implements KeyValueStorage {
  readonly #directory: string;
  readonly #unreadable: (path: string) => void;

  /**
   * @param directory made at the first write
   * @param unreadable called when a file is damaged; it has been moved aside, to the given path
   */
  constructor(directory: string, unreadable: (path: string) => void) {
    this.#directory = directory;
    this.#unreadable = unreadable;
  }

  #path(key: string): string {
    return join(this.#directory, encode(key) + SUFFIX);
  }

  async get(key: string): Promise<string | undefined> {
    const path = this.#path(key);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw failed('read', path, error);
    }
    if (isJson(text)) return text;
    return this.#moveAside(path);
  }

  /** Moves a damaged file aside, so that it can be inspected. */
  async #moveAside(path: string): Promise<undefined> {
    const aside = `${path}.damaged`;
    await rename(path, aside).catch((error) => {
      throw failed('moved aside', path, error);
    });
    this.#unreadable(aside);
    return undefined;
  }

  async set(key: string, value: string): Promise<void> {
    const path = this.#path(key);
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await this.#makeDirectory();
      const file = await open(temporary, 'wx', FILE_MODE);
      try {
        await file.writeFile(value);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw failed('written', path, error);
    }
  }

  async #makeDirectory(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: DIRECTORY_MODE });
    // It may have existed with wider permissions.
    await chmod(this.#directory, DIRECTORY_MODE);
  }

  async lock<T>(name: string, run: () => Promise<T>): Promise<T> {
    const path = join(this.#directory, `${lockName(name)}.lock`);
    await this.#makeDirectory().catch((error) => {
      throw failed('written', this.#directory, error);
    });
    return withFileLock(path, run);
  }

  async delete(key: string): Promise<void> {
    const path = this.#path(key);
    await rm(path, { force: true }).catch((error) => {
      throw failed('removed', path, error);
    });
  }

  async keys(prefix: string): Promise<string[]> {
    const names = await readdir(this.#directory).catch((error) => {
      if (codeOf(error) === 'ENOENT') return [];
      throw failed('read', this.#directory, error);
    });
    return names
      .filter((name) => name.endsWith(SUFFIX))
      .flatMap((name) => decode(name.slice(0, -SUFFIX.length)) ?? [])
      .filter((key) => key.startsWith(prefix))
      .sort();
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
