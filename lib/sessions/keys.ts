/** The ring of signing keys: the first signs, all verify. */
import { config } from '../platform/config.ts';
import { keyRing, type SigningKey } from '../platform/environment.ts';
import { Secret } from '../platform/secrets.ts';

const ring = new Secret<[SigningKey, ...SigningKey[]]>('jwt', 'JWT_KEYS', keyRing, config.jwt.keys);

/** For each module that signs or verifies to call as it is loaded. @param rehearse see Secret.need */
export const needKeys = (rehearse?: () => unknown): void => ring.need(rehearse);

/** The same array until the ring changes. */
export const signingKeys = (): [SigningKey, ...SigningKey[]] => ring.value;
