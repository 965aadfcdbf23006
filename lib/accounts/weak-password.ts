/**
 * Refuses passwords that are guessed first, as NIST SP 800-63B §3.1.1.2 asks: common ones, and those made of the account's own words.
 * Imported only by what sets a password: the list is 90 KB.
 */
import { ApiError } from '../http/errors.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';

export interface OwnWords {
  username: string;
  email: string;
  firstName: string;
  lastName: string;
  displayName?: string | null;
}

const PRODUCT = 'corechat';
/** Shorter words occur in good passwords by chance. */
const WORD_MIN = 4;
/** A password needs as much beside a word of its account. */
const BESIDE_MIN = 6;

const wordsOf = ({ username, email, firstName, lastName, displayName }: OwnWords): string[] =>
  [
    username,
    email,
    ...email.split('@'),
    firstName,
    lastName,
    firstName + lastName,
    displayName ?? '',
    PRODUCT,
  ]
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= WORD_MIN)
    .sort((one, other) => other.length - one.length);

/** What is wrong with a password, as part of a sentence; undefined for one that is hard to guess. */
export function weakness(password: string, own: OwnWords): string | undefined {
  const folded = password.toLowerCase();
  if (!folded.includes(' ') && COMMON_PASSWORDS.includes(` ${folded} `)) {
    return 'is one of the most common passwords: choose another one, such as a sentence';
  }
  const rest = wordsOf(own).reduce((text, word) => text.replaceAll(word, ''), folded);
  const hasOwnWord = rest.length < folded.length;
  if (hasOwnWord && rest.length < BESIDE_MIN) {
    return 'must not consist of your name, username or e-mail address';
  }
  return new Set(folded).size < 3 ? 'must not repeat one or two characters' : undefined;
}

/** @param field of the form @throws ApiError validation_failed */
export function refuseWeakPassword(field: string, password: string, own: OwnWords): void {
  const detail = weakness(password, own);
  if (detail) throw new ApiError('validation_failed', { errors: [{ field, detail }] });
}
