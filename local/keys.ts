/** The signing key of a local stack: made once, kept beside the data, so that tokens outlive a restart. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from './user-error.ts';

const FILE = 'jwt-keys';

export const newKeyRing = (): string => `local:${randomBytes(32).toString('base64url')}`;

/** @returns the key ring as JWT_KEYS spells it @throws UserError when the file is there but damaged */
export function loadKeyRing(dataDir: string): string {
  const file = join(dataDir, FILE);
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(file, `${newKeyRing()}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const keyRing = readFileSync(file, 'utf8').trim();
  if (!/^[\w.-]+:[\w-]{43,}(,[\w.-]+:[\w-]{43,})*$/.test(keyRing)) {
    throw new UserError(
      `${file} is damaged. Delete it to get a new signing key; everybody has to log in again`,
    );
  }
  return keyRing;
}
