/** Adds a person's pseudonym to the log. `npm run keys -- --log-name` prints the pseudonym of a name. */
import type { KeyObject } from 'node:crypto';
import { config } from './config.ts';
import { logKey } from './environment.ts';
import { pseudonymOf } from './pseudonym.ts';
import { noteUser } from './request-scope.ts';
import { Secret } from './secrets.ts';

const key = new Secret<KeyObject>('log', 'LOG_KEY', logKey, config.logKey);

/** Modules that identify people call this when they are loaded. */
export const needLogKey = (): void => key.need();

export const identifyUser = (username: string): void => noteUser(pseudonymOf(username, key.value));
