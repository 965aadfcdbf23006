/** The ring of signing keys: the first signs, all verify. */
import { config } from '../platform/config.ts';
import { keyRing, type SigningKey } from '../platform/environment.ts';
import { Secret } from '../platform/secrets.ts';

const ring = new Secret<[SigningKey, ...SigningKey[]]>('jwt', 'JWT_KEYS', keyRing, config.jwt.keys);

/** Modules that sign or verify call this when they are loaded. @param rehearse see Secret.need */
export const needKeys = (rehearse?: () => unknown): void => ring.need(rehearse);

/** The same array until the ring changes. */
export const signingKeys = (): [SigningKey, ...SigningKey[]] => ring.value;
