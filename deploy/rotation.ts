/**
 * Changes the signing key without logging anyone out. Functions read the ring again every few minutes, each at its own time: a key
 * must be known everywhere before the first token is signed with it, and stay known until the last token signed with it has
 * expired. That makes three steps, with a wait between them.
 */

import { formatRing, parseRing } from '../lib/platform/key-ring.ts';
import { SECRET_MAX_AGE_SECONDS } from '../lib/platform/secret-age.ts';
import { madeAt, newKey } from './key-ring.ts';

export type Step = 'announce' | 'promote' | 'retire';

export interface Rotation {
  step: Step;
  /** SIGNING_KEYS */
  ring: string;
  /** the kid that the step is about */
  kid: string;
}

/** Keys are named after the second they were made in: a newer one behind an older one waits for its turn. */
export function nextStep(ring: string, at = new Date()): Rotation {
  const [signing, waiting] = parseRing(ring) ?? [];
  if (!signing) throw new Error('A ring without keys');
  if (!waiting) {
    const key = newKey(at);
    return { step: 'announce', ring: formatRing([signing, key]), kid: key.kid };
  }
  if (madeAt(waiting.kid) > madeAt(signing.kid)) {
    return { step: 'promote', ring: formatRing([waiting, signing]), kid: waiting.kid };
  }
  return { step: 'retire', ring: formatRing([signing]), kid: waiting.kid };
}

/** From a write to the last function that has read it: what was being read at that moment counts, too. */
export const UNTIL_READ_SECONDS = SECRET_MAX_AGE_SECONDS + 60;

/**
 * @param writtenAt when the ring was last written
 * @returns for how long a step must wait: the one before has not reached every function, or tokens of the key may still be valid
 */
export function secondsLeft(
  step: Step,
  writtenAt: Date | undefined,
  accessTokenSeconds: number,
  at = new Date(),
): number {
  if (step === 'announce' || !writtenAt) return 0;
  const wait = UNTIL_READ_SECONDS + (step === 'retire' ? accessTokenSeconds : 0);
  return Math.max(0, Math.ceil(wait - (at.getTime() - writtenAt.getTime()) / 1000));
}
