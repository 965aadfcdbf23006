/**
 * Sending, editing and deleting messages.
 *
 * Every change takes the conversation's next version, then writes the message with it, then publishes an event. There is no
 * transaction: a crash between the first two steps leaves an unused version and nothing else. Devices that miss the event get the
 * change by sync.
 */

import {
  type Allocation,
  admitChange,
  admitEdit,
  admitMessage,
  newMessage,
  type SentMessage,
  withdrawMessage,
} from '../conversations/admission.ts';
import { findCircle } from '../conversations/circles.ts';
import { placeOf, type Target } from '../conversations/place.ts';
import { afterAcceptance } from '../conversations/requests.ts';
import { freezesForOthers, onlyForAuthor, peerIn, type Reader, roleIn } from '../conversations/visibility.ts';
import { messageCreated, messageDeleted, messageUpdated, messageWritten } from '../events/subscribers.ts';
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { countMetric } from '../platform/request-scope.ts';
import { waitForAll, waitForBoth } from '../platform/wait-for-all.ts';
import { termsOfMessage } from '../search/terms.ts';
import { claimFor, deleteDiscarded, discardFor, keepFor, releaseFor, settleFor } from './attaching.ts';
import { findOwnMessage } from './changeable.ts';
import {
  type Content,
  contentDigest,
  contentOf,
  type EditedContent,
  ERASED,
  type Fixed,
  fixedOf,
  isSameContent,
} from './content.ts';
import { eraseIfGone } from './erasure.ts';
import { emptyText } from './fields.ts';
import { isLate, moveIfLate, moveToEndIfLate } from './late-writes.ts';
import { firstLink } from './link.ts';
import { findMentions, mentionsIn } from './mentions.ts';
import { asFirstSent, contentVersionOf, type Message } from './message.ts';
import {
  type Answered,
  findAnswered,
  findTarget,
  requireAnswerable,
  withQuote,
  withSharedQuote,
} from './quotes.ts';
import { isRecent } from './repetition.ts';
import { changeMessage } from './store/changes.ts';
import { findMessage, findSent, insertMessage, toObjectId } from './store/messages.ts';

export interface Draft extends Content, Fixed {
  to: Target;
  /** makes the send idempotent */
  clientId?: string | undefined;
}

/**
 * Two round trips to the database; four for a conversation's first message; two or three more with attachments.
 * @param admission nothing is sent when it rejects, and the conversation stays as it was
 * @throws ApiError user_not_found, conversation_not_found; user_blocked when the sender blocks the recipient;
 * client_id_conflict when the clientId was used for a different content; too_many_contacts; conversation_closed, posting_restricted;
 * reply_elsewhere, message_deleted, system_message; attachment_in_use; validation_failed without text and attachments
 */
export async function sendMessage(
  sender: string,
  { to, clientId, ...draft }: Draft,
  admission?: Promise<unknown>,
): Promise<Message> {
  const startedAt = now();
  const place = placeOf(sender, to);
  const content = contentOf(draft);
  const fixed = fixedOf(draft);
  if (content.text === '' && !fixed.attachments) throw emptyText();
  const sent = newMessage(sender, { ...content, ...fixed }, clientId);
  const answering = findAnswered(place.id, sender, content.replyTo);
  const [allocated, answered] = await waitForBoth(
    admitMessage(place, sent, admission, () => requireAnswerable(answering)),
    answering,
  );
  const message: Message = {
    id: sent._id.toHexString(),
    conversation: place.id,
    from: sender,
    to: allocated.kind === 'direct' ? peerIn(allocated, sender) : null,
    ...content,
    ...fixed,
    seq: allocated.lastSeq,
    version: allocated.version,
    firstVersion: allocated.version,
    sentAt: sent.sentAt,
    editedAt: null,
    deletedAt: null,
    clientId: clientId ?? null,
    ...onlyForAuthor(allocated, sender),
    // Whom the source mentions was told by it.
    ...(fixed.forwardOf ? {} : mentionsIn(content.text, allocated, sender)),
  };
  const digest = clientId === undefined ? null : contentDigest(message.id, { ...content, ...fixed });
  const problem = answered.problem ?? (await claimFor(message));
  if (problem || !(await insertMessage(message, digest)))
    return repeatAnswer(message, allocated, sent, { ...answered, ...(problem ? { problem } : {}) });
  await keepFor(message);
  countMetric('MessagesSent');
  if (isLate(startedAt)) await eraseIfGone(message);
  const { message: seen, circle } = await moveToEndIfLate({ message, circle: allocated }, startedAt);
  const event = { message: withSharedQuote(seen, answered.target, circle), circle };
  await waitForAll([messageCreated(event), messageWritten(event)]);
  await settleFor(seen);
  if (allocated.accepts) await afterAcceptance(place.id, sender, allocated);
  return withQuote(seen, answered.target, sender);
}

/**
 * Returns the answer of the first send with this clientId, and publishes the event again: the first attempt may have stopped before
 * publishing. Clients dedupe by id. A message that was changed since is not published again; the change was.
 * @throws ApiError client_id_conflict; the problem of what it answers when it was not sent before
 */
async function repeatAnswer(
  repeated: Message,
  allocated: Allocation,
  sent: SentMessage,
  { target, problem }: Answered,
): Promise<Message> {
  const { conversation, from, clientId } = repeated;
  const [first] = await Promise.all([
    clientId === null ? null : findSent(conversation, from, clientId),
    withdrawMessage(allocated, sent),
  ]);
  if (!first && problem) throw new ApiError(problem);
  if (!first) throw new Error('An insert was refused as a duplicate of a message that is not there');
  if (first.digest !== contentDigest(first.message.id, repeated)) {
    await releaseFor(repeated);
    throw new ApiError('client_id_conflict');
  }
  const { message } = first;
  // The first attempt may have stopped before.
  await keepFor(message);
  if (!message.editedAt && !message.deletedAt) {
    const event = { message: withSharedQuote(message, target, allocated), circle: allocated };
    await waitForAll([messageCreated(event), messageWritten(event)]);
  }
  if (!message.deletedAt) await settleFor(message);
  // Found again in the text as it was.
  const { mentions: _, ...stored } = message;
  const answer = {
    // The text of a forward is that of its source then.
    ...asFirstSent(stored, contentOf(repeated.forwardOf ? stored : repeated)),
    ...(repeated.mentions ? { mentions: repeated.mentions } : {}),
  };
  return withQuote(answer, target, from);
}

/** Owners and admins of a group delete messages of others. */
const mayDelete = ({ circle }: Reader, username: string): boolean =>
  circle.group !== undefined && roleIn(circle, username) !== 'member';

/**
 * Members who block the author keep seeing the message as it was. An edit to the same text changes nothing, unless it may repeat one
 * that has just been made.
 * @param admission nothing changes when it rejects
 * @returns the message after this edit and any later one
 * @throws ApiError message_not_found, not_your_message, system_message, message_deleted, conversation_closed, posting_restricted;
 * user_blocked when the author has blocked the other
 */
export async function editMessage(
  username: string,
  id: string,
  { text }: EditedContent,
  admission: Promise<unknown>,
): Promise<Message> {
  const { message, firstSeq } = await findOwnMessage(username, id, admission);
  if (message.deletedAt) throw new ApiError('message_deleted');
  if (message.forwardOf) throw new ApiError('forwarded_message');
  if (text === '' && !message.attachments) throw emptyText();
  if (isSameContent(message, { text }) && !isRecent(message.editedAt))
    return withQuote(message, await findTarget(message), username, firstSeq);
  // The preview of another link goes with the text.
  const dropped = firstLink(text) === firstLink(message.text) ? [] : (['preview'] as const);
  const amend = () => (dropped.length > 0 ? { preview: '$$REMOVE' } : {});
  for (;;) {
    const startedAt = now();
    const change = { text, editedAt: now() };
    const [allocated, target] = await waitForBoth(
      admitEdit(message.conversation, username, { id: toObjectId(id), set: change, amend }),
      findTarget(message),
    );
    const found = findMentions(text, allocated, username);
    // Those of the earlier text go.
    const mentions = found.length > 0 || message.mentions ? { mentions: found } : {};
    const edited = await changeMessage(
      id,
      allocated.version,
      { ...change, ...mentions, terms: termsOfMessage({ ...message, text }) },
      freezesForOthers(allocated, message),
      dropped,
    );
    if (edited) {
      const { message: seen, circle } = await moveIfLate({ message: edited, circle: allocated }, startedAt);
      const event = { message: withSharedQuote(seen, target, circle), circle };
      await waitForAll([messageUpdated(event), messageWritten(event)]);
      return withQuote(seen, target, username, firstSeq);
    }
    const overtaken = await findMessage(id);
    if (!overtaken || overtaken.deletedAt) throw new ApiError('message_deleted');
    if (contentVersionOf(overtaken) > allocated.version)
      return withQuote(overtaken, target, username, firstSeq);
    // An amendment took a higher version meanwhile and left the content alone: the edit needs one that is higher still.
  }
}

/**
 * Erases the text and leaves a tombstone. In a group owners and admins delete messages of others, too. Idempotent. A repetition within a minute publishes the event again, see repeatAnswer.
 * @param admission nothing changes when it rejects
 * @throws ApiError message_not_found, not_your_message, system_message
 */
export async function deleteMessage(
  username: string,
  id: string,
  admission: Promise<unknown>,
): Promise<void> {
  const found = await findOwnMessage(username, id, admission, (reader) => mayDelete(reader, username));
  let message: Message | null = found.message;
  // Before the tombstone, which names no files.
  const discarded = await discardFor(message);
  // The deletion must win also over a concurrent edit with a later version, so it takes a newer version.
  while (message && !message.deletedAt) {
    const startedAt = now();
    const change = { ...ERASED, deletedAt: now() };
    const allocated = await admitChange(message.conversation, { id: toObjectId(id), set: change });
    const deleted = await changeMessage(id, allocated.version, change);
    if (deleted) {
      await messageDeleted(await moveIfLate({ message: deleted, circle: allocated }, startedAt));
      return deleteDiscarded(discarded);
    }
    message = await findMessage(id);
  }
  if (!message || !isRecent(message.deletedAt)) return;
  const circle = await findCircle(message.conversation);
  if (circle) await messageDeleted({ message, circle });
}
