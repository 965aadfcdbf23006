/** Deleting an account: the request marks it and answers; lib/accounts/erasure.ts does the rest. */

import { closeConversations } from '../conversations/erasure.ts';
import { accountDeleted } from '../events/subscribers.ts';
import { publishProfile } from '../realtime/profile.ts';
import { endSession, endSessions } from '../sessions/sessions.ts';
import type { Principal } from '../sessions/token.ts';
import { requirePassword } from './accounts.ts';
import { findDeletionOf, markDeleted } from './store/deletions.ts';
import { findCredentials } from './store/users.ts';

/**
 * The first step erases profile and password; from then on the account cannot be found, logged in to, or used to send or receive.
 * A repeated request continues an interrupted one; otherwise the schedule does.
 * @param address of the client, see addressGroup
 * @throws ApiError session_ended, wrong_password, rate_limited
 */
export async function deleteAccount(
  { username, session }: Principal,
  address: string,
  password: string,
): Promise<void> {
  if (await findCredentials(username)) {
    await requirePassword({ username, address, device: session }, password);
    await markDeleted(username);
  }
  const account = await findDeletionOf(username);
  if (account !== null) {
    await closeConversations(username);
    await publishProfile(username, null);
    await accountDeleted({ account });
  }
  await endSessions(username, session);
  // Last: the client needs its session to repeat the request.
  await endSession(username, session);
}
