/** Tells one person's requests from others' in the log. `npm run keys -- --log-name` says which are whose. */
import type { KeyObject } from 'node:crypto';
import { config } from './config.ts';
import { logKey } from './environment.ts';
import { pseudonymOf } from './pseudonym.ts';
import { noteUser } from './request-scope.ts';
import { Secret } from './secrets.ts';

const key = new Secret<KeyObject>('log', 'LOG_KEY', logKey, config.logKey);

/** For each module that identifies people to call as it is loaded. */
export const needLogKey = (): void => key.need();

export const identifyUser = (username: string): void => noteUser(pseudonymOf(username, key.value));
