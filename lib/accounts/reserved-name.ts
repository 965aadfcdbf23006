/**
 * What is left of a deleted account: a hash of its name under a key of the stage, so that the name is never given to another person
 * and cannot be read, or found by trying names, in the database (docs/decisions/034-deletion-leaves-a-keyed-hash.md).
 */
import { createHmac } from 'node:crypto';
import { config } from '../platform/config.ts';
import { nameKeyRing } from '../platform/environment.ts';
import { Secret } from '../platform/secrets.ts';
import { foldUsername } from './username.ts';

const ring = new Secret<Buffer[]>('names', 'NAME_KEYS', nameKeyRing, config.nameKeys);

/** For each module that hashes names to call as it is loaded. */
export const needNameKeys = (): void => ring.need();

/**
 * One hash per key of the ring, the newest key's first. A new account carries all of them, so that it collides with a name that was
 * reserved under any key: a new key is put before the others, and none is ever taken out.
 */
export const nameKeys = (username: string): string[] =>
  ring.value.map((key) => createHmac('sha256', key).update(foldUsername(username)).digest('base64url'));
