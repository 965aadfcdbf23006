/**
 * Deleting an account. Each step can be repeated, and the password is erased last: whoever asks again after a crash or a
 * time-out finishes what was begun.
 */

import { deleteBlocksOf } from '../blocks/store/blocks.ts';
import { ApiError } from '../http/errors.ts';
import { anonymizeReportsBy } from '../moderation/store/reports.ts';
import { now } from '../platform/clock.ts';
import { endSessions, letSessionRunOut, requireSession } from '../sessions/sessions.ts';
import type { Principal } from '../sessions/token.ts';
import { requirePassword } from './accounts.ts';
import {
  allocateErasure,
  anonymizeMessages,
  listNames,
  listNotErased,
  markMemberDeleted,
  markMemberErased,
  type NotErased,
} from './store/erasure.ts';
import { eraseUser, findCredentials, hideUser } from './store/users.ts';

const MESSAGES_AT_ONCE = 500;
const CONVERSATIONS_AT_ONCE = 100;

/** No batch begins later than this, so that none is cut off half-way when the function's time is over. */
const WORK_MS = 3_000;

/**
 * From its first step on nobody finds the account, and nobody can send to or from it.
 * @param address from which it is asked for, see addressGroup
 * @throws ApiError session_ended, wrong_password, rate_limited; service_unavailable when there is more to erase than fits into one
 * request: the same request again goes on
 */
export async function deleteAccount(
  { username, session }: Principal,
  address: string,
  password: string,
): Promise<void> {
  await requireSession(username, session);
  // Of an account that is gone the sessions are left when they could not be ended.
  if (await findCredentials(username)) {
    await requirePassword({ username, address }, password);
    await erase(username, session);
  }
  // With the one that asks, any that was opened meanwhile.
  await endSessions(username);
}

async function erase(username: string, session: string): Promise<void> {
  const deadline = performance.now() + WORK_MS;
  await hideUser(username);
  await markMemberDeleted(username);
  // Between closing the conversations and erasing, so that a message which was on its way has arrived. The session that
  // asks stays until all is done, because it may have to ask again.
  await endSessions(username, session);
  await eraseFromConversations(username, deadline);
  await deleteBlocksOf(username);
  await anonymizeReportsBy(username);
  // Maybe nobody asks again after the next step, and then nobody ends it.
  await letSessionRunOut(username, session);
  await eraseUser(username);
}

async function eraseFromConversations(username: string, deadline: number): Promise<void> {
  let after = '';
  for (;;) {
    const found = await listNotErased(username, after, CONVERSATIONS_AT_ONCE);
    for (const conversation of found) {
      await eraseFromConversation(conversation, username, deadline);
      await markMemberErased(conversation.id, username);
      after = conversation.id;
    }
    if (found.length < CONVERSATIONS_AT_ONCE) return;
  }
}

/**
 * Walks through the messages in the order of their versions. A message that is done has a new version, behind all others,
 * so that a repeated walk meets first what is left to do; one that somebody changes meanwhile is met again.
 */
async function eraseFromConversation(
  conversation: NotErased,
  username: string,
  deadline: number,
): Promise<void> {
  let after = 0;
  for (;;) {
    if (performance.now() > deadline) {
      const detail = 'The account is being deleted, and there is more to erase: send the same request again';
      throw new ApiError('service_unavailable', { detail });
    }
    const seen = await listNames(conversation, after, MESSAGES_AT_ONCE);
    const naming = seen.filter(({ from, to }) => from === username || to === username);
    if (naming.length === 0 && seen.length < MESSAGES_AT_ONCE) return;
    const allocated = naming.length > 0 ? await allocateErasure(conversation.id, naming.length) : null;
    if (allocated !== null) await anonymizeMessages(naming, username, allocated - naming.length + 1, now());
    after = seen.at(-1)?.version ?? after;
  }
}
