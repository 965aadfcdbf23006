/** The keys of a local stack, stored with its data, so that tokens and reserved names stay valid after a restart. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from './user-error.ts';

const newKey = (): string => randomBytes(32).toString('base64url');

export const newKeyRing = (): string => `local:${newKey()}`;

interface KeyFile {
  name: string;
  make: () => string;
  format: RegExp;
  /** what to do when the file is damaged */
  advice: string;
}

const KEY_FILES: Record<string, KeyFile> = {
  JWT_KEYS: {
    name: 'jwt-keys',
    make: newKeyRing,
    format: /^[\w.-]+:[\w-]{43,}(,[\w.-]+:[\w-]{43,})*$/,
    advice: 'Delete it to get a new signing key; everybody has to log in again',
  },
  NAME_KEYS: {
    name: 'name-keys',
    make: newKey,
    format: /^[\w-]{43,}(,[\w-]{43,})*$/,
    advice: 'Delete it to get a new key; the names of deleted accounts can be registered again',
  },
  LOG_KEY: {
    name: 'log-key',
    make: newKey,
    format: /^[\w-]{43,}$/,
    advice: 'Delete it to get a new key; earlier activity of accounts is no longer found',
  },
};

export const KEY_FILE_NAMES = Object.values(KEY_FILES).map(({ name }) => name);

/** @throws UserError when the file is damaged */
function load(dataDir: string, { name, make, format, advice }: KeyFile): string {
  const file = join(dataDir, name);
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(file, `${make()}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = readFileSync(file, 'utf8').trim();
  if (!format.test(key)) throw new UserError(`${file} is damaged. ${advice}`);
  return key;
}

/** @param dataDir absent: new keys @returns keys by variable @throws UserError when a file is damaged */
export const loadKeys = (dataDir?: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(KEY_FILES).map(([variable, file]) => [
      variable,
      process.env[variable] || (dataDir === undefined ? file.make() : load(dataDir, file)),
    ]),
  );
