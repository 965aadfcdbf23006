/** A person's pseudonym in logs. Without the stage's key it cannot be traced to the name. */
import { createHmac, type KeyObject } from 'node:crypto';
import { foldUsername } from '../accounts/username.ts';

/**
 * Keyed, because usernames are public: readers of a log could hash all of them and compare.
 * @param key LOG_KEY of the stage's secret. A KeyObject, because bytes take seven times as long
 * @returns 16 hexadecimal digits
 */
export const pseudonymOf = (username: string, key: KeyObject): string =>
  createHmac('sha256', key).update(foldUsername(username)).digest('hex').slice(0, 16);
