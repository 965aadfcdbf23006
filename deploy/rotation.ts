/**
 * Changing the signing key without logging anybody out. Functions of one stack are updated one after the other, so that for a
 * minute some know a ring that others do not: a key must be known everywhere before the first token is signed with it, and
 * stay known until the last token signed with it has expired. Three steps, with a deployment after each.
 */
import type { DeployedSecret } from './deployed-secret.ts';
import { formatKeyRing, madeAt, newKey, parseKeyRing } from './key-ring.ts';

export type Step = 'announce' | 'promote' | 'retire';

export interface Rotation {
  step: Step;
  ring: string;
  /** the kid that the step is about */
  kid: string;
}

/** Keys are named after the second they were made in: a newer one behind an older one waits for its turn. */
export function nextStep(ring: string, at = new Date()): Rotation {
  const keys = parseKeyRing(ring);
  const [signing, waiting] = keys;
  if (!signing) throw new Error('A ring without keys');
  if (!waiting) {
    const key = newKey(at);
    return { step: 'announce', ring: formatKeyRing([signing, key]), kid: key.kid };
  }
  if (madeAt(waiting.kid) > madeAt(signing.kid)) {
    return { step: 'promote', ring: formatKeyRing([waiting, signing]), kid: waiting.kid };
  }
  return { step: 'retire', ring: formatKeyRing([signing]), kid: waiting.kid };
}

/** Between a deployment and the last environment that it replaces. */
const GRACE_SECONDS = 120;

/**
 * @param version of the secret as it is now
 * @param deployed what the functions have; undefined when there are none
 * @returns why a step must wait: the one before has not reached every function, or tokens of the key may still be valid
 */
export function whyNotYet(
  { step, kid }: Rotation,
  version: string,
  deployed: DeployedSecret | undefined,
  at = new Date(),
): string | undefined {
  if (!deployed || step === 'announce') return undefined;
  if (deployed.version !== version) return 'The last step is not deployed yet';
  const valid = step === 'retire' ? deployed.accessTokenSeconds : 0;
  const left = Math.ceil(valid + GRACE_SECONDS - (at.getTime() - deployed.at.getTime()) / 1000);
  return left > 0 ? `Too early to ${step} ${kid}: wait another ${left} s` : undefined;
}
