/** Codes that confirm an e-mail address: eight digits, which are easy to type. Only hashes are stored. */
import { randomInt } from 'node:crypto';
import { hashSecret, matchesHash } from '../platform/random-secret.ts';

export interface MailCode {
  hash: string;
  /** the address that it was sent to */
  address: string;
  expiresAt: Date;
  /** wrong and right ones */
  attempts: number;
}

/** Of a code: one guess in 20 million succeeds. */
export const MAIL_CODE_ATTEMPTS = 5;
export const MAIL_CODE_VALID_MS = 60 * 60 * 1000;

const DIGITS = 8;

export const newMailCode = (): string => String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');

/** With the address, so that a code is worth nothing for another one. @param code as typed */
const secretOf = (code: string, address: string): string => `${code.replaceAll(/\D/g, '')} ${address}`;

export const hashMailCode = (code: string, address: string): string => hashSecret(secretOf(code, address));

export const matchesMailCode = (
  code: string,
  { address, hash }: { address: string; hash: string },
): boolean => matchesHash(secretOf(code, address), hash);
