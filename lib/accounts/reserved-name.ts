/**
 * After a deletion only a keyed hash of the name remains. It keeps the name from being registered again, and without the stage's key
 * the name cannot be found by hashing guesses (docs/decisions/034-deletion-leaves-a-keyed-hash.md).
 */
import { createHmac } from 'node:crypto';
import { config } from '../platform/config.ts';
import { nameKeyRing } from '../platform/secret-values.ts';
import { Secret } from '../platform/secrets.ts';
import { foldUsername } from './username.ts';

const ring = new Secret<Buffer[]>('names', 'NAME_KEYS', nameKeyRing, config.nameKeys);

/** Modules that hash names call this when they are loaded. */
export const needNameKeys = (): void => ring.need();

/**
 * One hash per key of the ring, the newest key's first. A new account stores all of them, so that it collides with a name reserved
 * under any key. Keys are only ever added, at the front.
 */
export const nameKeys = (username: string): string[] =>
  ring.value.map((key) => createHmac('sha256', key).update(foldUsername(username)).digest('base64url'));
