/** Amending messages, see amendment.ts. */
import { admitAmendment } from '../conversations/admission.ts';
import { findCircle } from '../conversations/circles.ts';
import { isMember, isVisibleTo } from '../conversations/visibility.ts';
import { messageUpdated } from '../events/subscribers.ts';
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import type { Amendment } from './amendment.ts';
import { moveIfLate } from './late-writes.ts';
import type { Message } from './message.ts';
import { amendMessage as applyAmendment, findMessage, toObjectId } from './store/messages.ts';

/**
 * Makes a small change, of any member, that commutes with other amendments and with edits: none of them is lost.
 * @returns the message after it; unchanged when the other member blocks this one
 * @throws ApiError message_not_found, also for messages the member cannot see; message_deleted, user_blocked
 */
export async function amendMessage(username: string, id: string, amend: Amendment): Promise<Message> {
  for (;;) {
    const message = await findMessage(id, username);
    if (!message || !isVisibleTo(username, message)) throw new ApiError('message_not_found');
    const startedAt = now();
    const change = { id: toObjectId(id), set: {}, amend };
    const allocated = message.deletedAt
      ? await requireMember(message, username)
      : await admitAmendment(message.conversation, username, change);
    if (!allocated) return message;
    const amended = await applyAmendment(id, allocated.version, now(), amend);
    if (!amended) continue;
    const seen = await moveIfLate(amended, startedAt);
    await messageUpdated({ message: seen, circle: allocated });
    return seen;
  }
}

/** Only members learn that a message was deleted. */
async function requireMember({ conversation }: Message, username: string): Promise<never> {
  const circle = await findCircle(conversation);
  throw new ApiError(circle && isMember(circle, username) ? 'message_deleted' : 'message_not_found');
}
