/**
 * Recovery codes and the token of a recovery link: random text that is typed from paper. Only hashes are stored. Guessing them is
 * hopeless, so an unkeyed hash is enough, and they need no slow one.
 */
import { randomInt } from 'node:crypto';
import { hashSecret } from '../platform/random-secret.ts';

/** Crockford's: without I, L, O and U, which look like others. 5 bits a letter. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 100 bits, as `XXXXX-XXXXX-XXXXX-XXXXX`. */
const GROUPS = 4;
const GROUP_LENGTH = 5;

export const RECOVERY_CODES = 10;

export function newRecoveryCode(): string {
  const letter = () => ALPHABET[randomInt(ALPHABET.length)] ?? '';
  const group = () => Array.from({ length: GROUP_LENGTH }, letter).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

const READ_AS: Record<string, string> = { I: '1', L: '1', O: '0' };

/** As it was made, however it is typed: lower case, spaces, dashes left out, and letters that look like digits. */
const normalize = (code: string): string =>
  code
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '')
    .replaceAll(/[ILO]/g, (letter) => READ_AS[letter] ?? letter);

export const hashRecoveryCode = (code: string): string => hashSecret(normalize(code));
