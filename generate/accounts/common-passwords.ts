/** lib/accounts/common-passwords.ts: a part of zxcvbn's list, whose whole would be 380 KB of two bundles. */
import { createRequire } from 'node:module';
import { PASSWORD_MIN } from '../../lib/accounts/fields.ts';
import { formatted } from '../formatted.ts';

export const COMMON_PASSWORDS = 'lib/accounts/common-passwords.ts';

/** How many are refused, of those that are long enough otherwise. */
const COUNT = 10_000;

export function commonPasswordsText(): string {
  const require = createRequire(import.meta.url);
  // In the order of their frequency.
  const all: string[] = require('@zxcvbn-ts/language-common/src/passwords.json');
  const listed = all.filter((each) => each.length >= PASSWORD_MIN && /^[!-~]+$/.test(each)).slice(0, COUNT);
  return formatted(
    COMMON_PASSWORDS,
    `/**
 * The ${listed.length.toLocaleString('en')} most common passwords of at least ${PASSWORD_MIN} characters, in lower case, between spaces.
 * Written by \`npm run generate\`, from @zxcvbn-ts/language-common (MIT).
 */
export const COMMON_PASSWORDS = ${quoted(` ${listed.join(' ')} `)};`,
  );
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
