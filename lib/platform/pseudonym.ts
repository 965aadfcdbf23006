/** Pseudonyms of people and addresses. Without the stage's key they cannot be traced to names and addresses. */
import { createHmac, type KeyObject } from 'node:crypto';
import { foldUsername } from '../accounts/username.ts';

/**
 * Keyed, because usernames are public: readers of a log could hash all of them and compare.
 * @param key LOG_KEY of the stage's secret. A KeyObject, because bytes take seven times as long
 * @returns 16 hexadecimal digits
 */
export const pseudonymOf = (username: string, key: KeyObject): string =>
  createHmac('sha256', key).update(foldUsername(username)).digest('hex').slice(0, 16);

/** Differs from every person's pseudonym, because usernames contain no space. @param address see addressGroup @returns 16 hexadecimal digits */
export const addressPseudonymOf = (address: string, key: KeyObject): string =>
  createHmac('sha256', key).update(`address ${address}`).digest('hex').slice(0, 16);
