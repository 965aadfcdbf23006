/**
 * The mark of a device that has logged in before (OWASP: device cookie). Attempts with it are counted apart from those of all other
 * devices, so that nobody else's wrong passwords keep its owner out (docs/decisions/040-device-marks.md).
 *
 * A mark is `<session id>.<mac>`; nothing is stored. It grants nothing: a log-in needs the password as well.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { foldUsername } from '../accounts/username.ts';
import type { RingKey } from '../platform/key-ring.ts';
import { allSigningKeys, signingKey } from './keys.ts';
import { isSessionId } from './session.ts';

/**
 * Each signing key has a key of marks, derived so that neither tells anything of the other (RFC 5869): logging in and refreshing, which
 * make and check marks, hold it, and no other function.
 */
const keyOf = ({ bytes }: RingKey): Buffer =>
  Buffer.from(hkdfSync('sha256', bytes, '', 'corechat device mark', 32));

const macOf = (key: Buffer, username: string, session: string): Buffer =>
  createHmac('sha256', key)
    .update(`${foldUsername(username)} ${session}`)
    .digest();

/** The same for a session each time, so that refreshing it makes no further device. @param session the one that the device logged in to */
export function markOf(username: string, session: string): string {
  return `${session}.${macOf(keyOf(signingKey()), username, session).toString('base64url')}`;
}

/**
 * @param marks as the client sent them
 * @returns the device (the id of the session that the mark was made for), or undefined when no mark is one for this name. A mark is valid
 * until its signing key is removed; each refresh renews it
 */
export function deviceOf(marks: readonly string[], username: string): string | undefined {
  for (const mark of marks) {
    const [session = '', mac = ''] = mark.split('.');
    if (!isSessionId(session)) continue;
    const given = Buffer.from(mac, 'base64url');
    const isRight = allSigningKeys().some((key) => {
      const right = macOf(keyOf(key), username, session);
      return given.length === right.length && timingSafeEqual(given, right);
    });
    if (isRight) return session;
  }
  return undefined;
}
