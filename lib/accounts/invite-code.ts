/** Codes of invitations: 80 random bits in letters and digits that people can read out. */
import { randomBytes } from 'node:crypto';

/** https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHARACTERS = 16;

/** @returns such as 7K3Q-9FXM-2B8D-HV40 */
export function newInviteCode(): string {
  // 32 characters: the remainder of a byte is uniform.
  const characters = Array.from(randomBytes(CHARACTERS), (byte) => ALPHABET[byte % ALPHABET.length]);
  return characters.join('').replaceAll(/.{4}(?=.)/g, '$&-');
}

/** The same for every way of typing a code: in small letters, without hyphens, with O for 0 and I or L for 1. */
export const plainInviteCode = (typed: string): string =>
  typed
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
