/** Pseudonyms of people and addresses, in the log and in the records of what happened to an account. `npm run keys -- --log-name` prints the pseudonym of a name. */
import { createHmac, type KeyObject } from 'node:crypto';
import { config } from './config.ts';
import { addressPseudonymOf, pseudonymOf } from './pseudonym.ts';
import { noteUser } from './request-scope.ts';
import { logKey } from './secret-values.ts';
import { Secret } from './secrets.ts';

const key = new Secret<KeyObject>('log', 'LOG_KEY', logKey, config.logKey);

/** Modules that identify people call this when they are loaded. */
export const needLogKey = (): void => key.need();

/** The pseudonym under which the log names a person. @returns 16 hexadecimal digits */
export const personHash = (username: string): string => pseudonymOf(username, key.value);

/** @param address see addressGroup @returns 16 hexadecimal digits */
export const addressHash = (address: string): string => addressPseudonymOf(address, key.value);

/** A signature that only this stage can make. @param purpose so that no signature serves for another one @returns 32 characters, base64url */
export const stageMac = (purpose: string, text: string): string =>
  createHmac('sha256', key.value).update(`${purpose}\n${text}`).digest('base64url').slice(0, 32);

/** Adds a person's pseudonym to the request's line in the log. */
export const identifyUser = (username: string): void => noteUser(personHash(username));
