/** The name that a person has in logs: tells people apart, and is no one's name to whoever lacks the stage's key. */
import { createHmac, type KeyObject } from 'node:crypto';
import { foldUsername } from '../accounts/username.ts';

/**
 * Keyed, because usernames are public: without a key anyone who reads a log could hash all of them and look.
 * @param key LOG_KEY of the stage's secret. A KeyObject, because Node.js takes seven times as long with bytes
 * @returns 16 hexadecimal digits
 */
export const pseudonymOf = (username: string, key: KeyObject): string =>
  createHmac('sha256', key).update(foldUsername(username)).digest('hex').slice(0, 16);
