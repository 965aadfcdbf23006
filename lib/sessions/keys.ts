/** The keys of access tokens: few functions have those that sign, all others only what verifies. */
import { config } from '../platform/config.ts';
import type { RingKey } from '../platform/key-ring.ts';
import { keyRing, signingRing } from '../platform/secret-values.ts';
import { Secret } from '../platform/secrets.ts';

type Ring = [RingKey, ...RingKey[]];

const verifying = new Secret<Ring>('jwt', 'JWT_KEYS', keyRing, config.jwt.keys);
const signing = new Secret<Ring>('signing', 'SIGNING_KEYS', signingRing, config.jwt.signing);

/** Modules that verify tokens call this when they are loaded. @param rehearse see Secret.need */
export const needKeys = (rehearse?: () => unknown): void => verifying.need(rehearse);

/** Modules that issue tokens call this when they are loaded. @param rehearse see Secret.need */
export const needSigningKey = (rehearse?: () => unknown): void => signing.need(rehearse);

/** The same array until the ring changes. */
export const verifyingKeys = (): Ring => verifying.value;

/** All keys that have signed and are not retired, the one that signs first. */
export const allSigningKeys = (): Ring => signing.value;

/** The same object until the ring changes. */
export const signingKey = (): RingKey => signing.value[0];
