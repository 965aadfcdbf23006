/** Limits how often the right password opens a session. docs/limits.md describes the rules. */

import { foldUsername } from '../accounts/username.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import type { Attempt } from './password-attempts.ts';
import { requireAdmission } from './rate-limits.ts';

/**
 * Counts a new session. By address only for devices that have not logged in before, so that nobody at the same address keeps an owner
 * out of their own device.
 * @param passwordHash as stored: after a change of the password its owner begins again, whatever the old one was used for
 * @throws ApiError rate_limited
 */
export async function admitSession(
  { username, address, device }: Attempt,
  passwordHash: string,
): Promise<void> {
  await waitForAll([
    requireAdmission('sessions', `@${foldUsername(username)} ${passwordHash}`),
    ...(device === undefined ? [requireAdmission('sessions_address', address)] : []),
  ]);
}
