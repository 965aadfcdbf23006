/** Deleting an account: the request marks it and answers; lib/accounts/erasure.ts does the rest. */

import { closeConversations } from '../conversations/erasure.ts';
import { accountDeleted } from '../events/subscribers.ts';
import { endSessions, requireSession } from '../sessions/sessions.ts';
import type { Principal } from '../sessions/token.ts';
import { requirePassword } from './accounts.ts';
import { findDeletionOf, markDeleted } from './store/deletions.ts';
import { findCredentials } from './store/users.ts';

/**
 * From its first step on nobody finds the account, logs in to it, or can send to or from it; profile and password are gone. The
 * same request again goes on where an earlier one was cut off; so does a schedule, if it never comes.
 * @param address from which it is asked for, see addressGroup
 * @throws ApiError session_ended, wrong_password, rate_limited
 */
export async function deleteAccount(
  { username, session }: Principal,
  address: string,
  password: string,
): Promise<void> {
  await requireSession(username, session);
  if (await findCredentials(username)) {
    await requirePassword({ username, address }, password);
    await markDeleted(username);
  }
  const account = await findDeletionOf(username);
  if (account !== null) {
    await closeConversations(username);
    await accountDeleted({ account });
  }
  // Last: the session that asks may have to ask again.
  await endSessions(username);
}
