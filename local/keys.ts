/** The keys of a local stack, stored with its data, so that tokens and reserved names stay valid after a restart. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newSigningKeys, verifyingKeysOf } from '../deploy/key-ring.ts';
import { UNRENEWED_TOKEN_SECONDS } from '../lib/platform/environment.ts';
import { newPushKey } from '../lib/platform/push-key.ts';
import { UserError } from './user-error.ts';

const newKey = (): string => randomBytes(32).toString('base64url');

interface KeyFile {
  name: string;
  make: () => string;
  format: RegExp;
  /** what to do when the file is damaged */
  advice: string;
}

const SIGNING: KeyFile = {
  name: 'signing-keys',
  make: newSigningKeys,
  format: /^[\w.-]+:private\.[\w-]{43}$/,
  advice: 'Delete it to get a new signing key; everybody has to log in again',
};

/** The secret of earlier versions, whose tokens are valid until they expire. It is not made any more. */
const FORMER = {
  name: 'jwt-keys',
  format: /^[\w.-]+:[\w-]{43,}(,[\w.-]+:[\w-]{43,})*$/,
  advice: 'Delete it; who logged in with an earlier version in the last three hours has to log in again',
};

const NAMES: KeyFile = {
  name: 'name-keys',
  make: newKey,
  format: /^[\w-]{43,}(,[\w-]{43,})*$/,
  advice: 'Delete it to get a new key; the names of deleted accounts can be registered again',
};

const LOG: KeyFile = {
  name: 'log-key',
  make: newKey,
  format: /^[\w-]{43,}$/,
  advice: 'Delete it to get a new key; earlier activity of accounts is no longer found',
};

const PUSH: KeyFile = {
  name: 'push-key',
  make: newPushKey,
  format: /^[\w-]{43}$/,
  advice: 'Delete it to get a new key; devices turn notifications on again as they start',
};

export const KEY_FILE_NAMES = [SIGNING, FORMER, NAMES, LOG, PUSH].map(({ name }) => name);

/** @throws UserError when the file is damaged */
function read(file: string, { format, advice }: Pick<KeyFile, 'format' | 'advice'>): string {
  const key = readFileSync(file, 'utf8').trim();
  if (!format.test(key)) throw new UserError(`${file} is damaged. ${advice}`);
  return key;
}

/** @throws UserError when the file is damaged */
function load(dataDir: string | undefined, kind: KeyFile): string {
  if (dataDir === undefined) return kind.make();
  const file = join(dataDir, kind.name);
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(file, `${kind.make()}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return read(file, kind);
}

/** Removed once no token of it is valid any more. @throws UserError when the file is damaged */
function loadFormer(dataDir: string | undefined): string[] {
  const file = join(dataDir ?? '', FORMER.name);
  if (dataDir === undefined || !existsSync(file)) return [];
  const key = read(file, FORMER);
  const replacedAt = statSync(join(dataDir, SIGNING.name)).mtimeMs;
  if (Date.now() - replacedAt > 1_000 * UNRENEWED_TOKEN_SECONDS) rmSync(file);
  return [key];
}

/** Those of the environment, if there are any: JWT_KEYS of earlier versions sign as well. @throws UserError */
function loadTokenKeys(dataDir: string | undefined): Record<string, string> {
  const { SIGNING_KEYS, JWT_KEYS } = process.env;
  if (!SIGNING_KEYS && JWT_KEYS?.includes(':public.'))
    throw new UserError('JWT_KEYS has public keys, which sign nothing: set SIGNING_KEYS as well');
  if (SIGNING_KEYS || JWT_KEYS)
    return { ...(SIGNING_KEYS && { SIGNING_KEYS }), ...(JWT_KEYS && { JWT_KEYS }) };
  const signing = load(dataDir, SIGNING);
  return { SIGNING_KEYS: signing, JWT_KEYS: [verifyingKeysOf(signing), ...loadFormer(dataDir)].join(',') };
}

/** @param dataDir absent: new keys @returns keys by variable @throws UserError when a file is damaged */
export const loadKeys = (dataDir?: string): Record<string, string> => ({
  ...loadTokenKeys(dataDir),
  NAME_KEYS: process.env.NAME_KEYS || load(dataDir, NAMES),
  LOG_KEY: process.env.LOG_KEY || load(dataDir, LOG),
  PUSH_KEY: process.env.PUSH_KEY || load(dataDir, PUSH),
});
