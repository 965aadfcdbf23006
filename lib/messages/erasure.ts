/** Erases a person's messages. Each step can be repeated, and stops at a deadline, so that a later run continues. */

import { findUsername } from '../accounts/people.ts';
import { foldUsername } from '../accounts/username.ts';
import { expirePictures } from '../attachments/expiring.ts';
import {
  allocateErasure,
  deleteConversation,
  eraseMember,
  eraseMemberships,
  leaveAsDeleted,
  listNotErased,
  type NotErased,
} from '../conversations/erasure.ts';
import { now } from '../platform/clock.ts';
import { writeSystemMessage } from './group-messages.ts';
import { EVERYBODY } from './mention.ts';
import { DELETED_ACCOUNT, type Message } from './message.ts';
import { anonymizeMessages, deleteMessages, listNames } from './store/erasure.ts';
import { listForwardsFrom, renameForwards } from './store/forwards.ts';
import { toObjectId } from './store/messages.ts';

const AT_ONCE = 500;
const CONVERSATIONS_AT_ONCE = 100;

const isOver = (until: number): boolean => performance.now() > until;

async function deleteAll(conversation: string, onlyFor: string | undefined, until: number): Promise<boolean> {
  while (!isOver(until)) {
    if ((await deleteMessages(conversation, onlyFor, AT_ONCE)) < AT_ONCE) return true;
  }
  return false;
}

/**
 * Processes messages in the order of their versions. Each processed message gets a new, highest version, so that a repeated run
 * starts with the remaining ones; a message that changes meanwhile is processed again.
 */
async function anonymizeAll({ id, members }: NotErased, username: string, until: number): Promise<boolean> {
  let after = 0;
  while (!isOver(until)) {
    const seen = await listNames(id, members, after, AT_ONCE);
    const naming = seen.filter(
      ({ from, to, reactions = [], mentions = [], system }) =>
        [from, to, ...(system?.users ?? [])].includes(username) ||
        reactions.some(({ by }) => by === username) ||
        mentions.some((mention) => mention.username === username),
    );
    if (naming.length === 0 && seen.length < AT_ONCE) return true;
    const allocated = naming.length > 0 ? await allocateErasure(id, naming.length) : null;
    if (allocated !== null) await anonymizeMessages(naming, username, allocated - naming.length + 1, now());
    after = seen.at(-1)?.version ?? after;
  }
  return false;
}

/**
 * In conversations with remaining readers the person's messages become tombstones of a deleted account. Messages without readers,
 * or that only this person could see, are deleted.
 * @param until by performance.now() @returns false when there is more to do
 */
async function eraseMessages(conversation: NotErased, username: string, until: number): Promise<boolean> {
  if (!conversation.hasReaders) return deleteAll(conversation.id, undefined, until);
  return (
    (await deleteAll(conversation.id, foldUsername(username), until)) &&
    (await anonymizeAll(conversation, username, until))
  );
}

/** First in a group: from then on no system message names the person. */
async function leave({ id }: NotErased, username: string): Promise<void> {
  for (;;) {
    const startedAt = now();
    const step = await leaveAsDeleted(id, username);
    if (!step) return;
    await writeSystemMessage(step.sent, step.allocated, startedAt);
  }
}

/** In all conversations that contain the name. @param until by performance.now() @returns false when there is more to do */
export async function eraseFromConversations(username: string, until: number): Promise<boolean> {
  for (;;) {
    const { found, more } = await listNotErased(username, CONVERSATIONS_AT_ONCE);
    for (const conversation of found) {
      if (conversation.kind === 'group' && conversation.hasReaders) await leave(conversation, username);
      if (!(await eraseMessages(conversation, username, until))) return false;
      if (conversation.hasReaders) await eraseMember(conversation.id, username);
      else {
        await expirePictures(conversation.id, now());
        await deleteConversation(conversation.id);
      }
    }
    if (!more) break;
  }
  if (!(await eraseForwards(username, until))) return false;
  await eraseMemberships(username);
  return true;
}

/** Removes the name from what others have forwarded, in any conversation. @returns false when there is more to do */
async function eraseForwards(username: string, until: number): Promise<boolean> {
  while (!isOver(until)) {
    const found = await listForwardsFrom(username, AT_ONCE);
    if (found.length === 0) return true;
    for (const [conversation, list] of Map.groupBy(found, (each) => each.conversation)) {
      const last = await allocateErasure(conversation, list.length);
      await renameForwards(list, (last ?? 0) - list.length + 1, now());
    }
  }
  return false;
}

/**
 * Erases a message that was written after one of its people had been erased, because its function was frozen between its two
 * writes. Nothing else would find it.
 */
async function eraseLate({ id, ...message }: Message, username: string): Promise<void> {
  await anonymizeMessages([{ _id: toObjectId(id), ...message }], username, message.version, now());
  await eraseFromConversations(username, Number.POSITIVE_INFINITY);
}

/** The deletion of an account waits only ten seconds for writes in flight; later ones are erased here. */
export async function eraseIfGone(message: Message): Promise<void> {
  const mentioned = (message.mentions ?? []).map(({ username }) => username);
  const names = new Set([
    message.from,
    message.to,
    ...mentioned,
    ...(message.system?.users ?? []),
    message.forwardedFrom ?? null,
  ]);
  for (const name of names) {
    if (name !== null && ![EVERYBODY, DELETED_ACCOUNT].includes(name) && (await findUsername(name)) === null)
      await eraseLate(message, name);
  }
}
