/** Amending messages, see amendment.ts. */
import { admitAmendment, admitChange, forgetLastMessages } from '../conversations/admission.ts';
import { findCircle, findReader } from '../conversations/circles.ts';
import { isMember, isVisibleTo, maySee } from '../conversations/visibility.ts';
import { messageUpdated } from '../events/subscribers.ts';
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { waitForAll, waitForBoth } from '../platform/wait-for-all.ts';
import type { Amendment } from './amendment.ts';
import { moveIfLate } from './late-writes.ts';
import type { Message } from './message.ts';
import { findTarget, withSharedQuote } from './quotes.ts';
import { isRecent } from './repetition.ts';
import { amendMessage as applyAmendment } from './store/changes.ts';
import { findMessage, toObjectId } from './store/messages.ts';

/**
 * Makes a small change, of any member, that commutes with other amendments and with edits: none of them is lost. What is already so
 * takes no version.
 * @param admission the message is read beside it; nothing changes when it rejects
 * @returns the message after it; unchanged when the other member blocks this one
 * @throws ApiError message_not_found, also for messages the member cannot see; message_deleted, user_blocked, and the amendment's
 * problem
 */
export async function amendMessage(
  username: string,
  id: string,
  amendment: Amendment,
  admission: Promise<unknown> = Promise.resolve(),
): Promise<Message> {
  const finding = findMessage(id, username);
  await waitForAll<unknown>([admission, finding]);
  await requireAmendable(username, await finding);
  let isTried = false;
  for (let message = await finding; ; message = await findMessage(id, username)) {
    if (!message || !isVisibleTo(username, message)) throw new ApiError('message_not_found');
    const isMade = !message.deletedAt && amendment.isMade(message);
    const problem = message.deletedAt ? 'message_deleted' : amendment.problem(message);
    if (isMade || problem) {
      // Others came first in the message, but not in the conversation's copy of it.
      if (isTried && !isMade) await forgetLastMessages(message.conversation, toObjectId(id));
      return settle(username, message, isMade ? undefined : problem);
    }
    const startedAt = now();
    const change = { id: toObjectId(id), set: {}, amend: amendment.change };
    const [allocated, target] = await waitForBoth(
      admitAmendment(message.conversation, username, change),
      findTarget(message),
    );
    if (!allocated) return message;
    const amended = await applyAmendment(id, allocated.version, now(), amendment.change);
    const isRepeated = isTried;
    isTried = true;
    if (!amended || !amendment.isMade(amended)) continue;
    // The copy has the amendments in the order of their first attempts, the message in the order in which they were made.
    if (isRepeated) await forgetLastMessages(message.conversation, toObjectId(id));
    const { message: seen, circle } = await moveIfLate({ message: amended, circle: allocated }, startedAt);
    await messageUpdated({ message: withSharedQuote(seen, target, circle), circle });
    return seen;
  }
}

/** In a group, who sees the message takes a query. @throws ApiError message_not_found, system_message */
async function requireAmendable(username: string, message: Message | null): Promise<void> {
  if (message?.to !== null || !message) return;
  if (!maySee(username, message, await findReader(message.conversation, username)))
    throw new ApiError('message_not_found');
  if (message.system) throw new ApiError('system_message');
}

/** Only members learn of a problem. @throws ApiError the problem; message_not_found */
async function settle(
  username: string,
  message: Message,
  problem: ConstructorParameters<typeof ApiError>[0] | undefined,
): Promise<Message> {
  const [circle, target] = await waitForBoth(findCircle(message.conversation), findTarget(message));
  if (!circle || !isMember(circle, username)) throw new ApiError('message_not_found');
  if (problem) throw new ApiError(problem);
  if (isRecent(message.movedAt))
    await messageUpdated({ message: withSharedQuote(message, target, circle), circle });
  return message;
}

/** A change by the server itself, which no block refuses, and no group that is closed. Nothing happens to a deleted message. */
export async function amendByServer(id: string, amendment: Amendment): Promise<void> {
  for (let message = await findMessage(id); message; message = await findMessage(id)) {
    if (message.deletedAt || amendment.isMade(message)) return;
    const startedAt = now();
    const change = { id: toObjectId(id), set: {}, amend: amendment.change };
    const [allocated, target] = await waitForBoth(
      admitChange(message.conversation, change),
      findTarget(message),
    );
    const amended = await applyAmendment(id, allocated.version, now(), amendment.change);
    if (!amended) continue;
    const { message: seen, circle } = await moveIfLate({ message: amended, circle: allocated }, startedAt);
    await messageUpdated({ message: withSharedQuote(seen, target, circle), circle });
    return;
  }
}
