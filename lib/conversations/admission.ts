/**
 * Decides who may change a conversation. One atomic update checks the change and allocates its version; only after a refusal does
 * a second query find the reason.
 */

import { findUsername } from '../accounts/people.ts';
import { ApiError } from '../http/errors.ts';
import { requireAdmission, uncountAdmission } from '../limits/rate-limits.ts';
import type { Place } from './place.ts';
import {
  type Allocation,
  allocateAmendment,
  allocateEdit,
  allocateFirstMessage,
  allocateMessage,
  allocatePlace,
  allocateVersion,
  forgetLastMessages,
  withdrawMessage,
} from './store/allocation.ts';
import { findBlocks, findCircle } from './store/conversations.ts';
import type { MessageChange, SentMessage } from './store/last-messages.ts';
import { type Circle, isBlocking, isMember, mayPost } from './visibility.ts';

export { newMessage } from './store/last-messages.ts';
export type { Allocation, MessageChange, SentMessage };
export { forgetLastMessages, withdrawMessage };

async function allocateTo(
  { id, peer }: Place,
  message: SentMessage,
  beforeFirst: () => Promise<unknown>,
): Promise<Allocation> {
  const allocated = await allocateMessage(id, message);
  if (allocated) return allocated;
  if (peer === undefined) return refuseIn(id, message.from);
  // A refused message must not leave an empty conversation with a stranger.
  await beforeFirst();
  return allocateFirst(id, message, peer);
}

/** Finds out why a conversation, addressed by its id, accepts no message. */
async function refuseIn(id: string, sender: string): Promise<never> {
  const [circle, own] = await Promise.all([findCircle(id), findUsername(sender)]);
  if (own === null) throw new ApiError('session_ended');
  if (!circle || !isMember(circle, sender)) throw new ApiError('conversation_not_found');
  refuseInGroup(circle, sender);
  throw new ApiError(isBlocking(circle, sender) ? 'user_blocked' : 'user_not_found');
}

/** @throws ApiError conversation_closed, posting_restricted */
function refuseInGroup(circle: Circle, author: string): void {
  if (circle.group?.isClosed) throw new ApiError('conversation_closed');
  if (!mayPost(circle, author)) throw new ApiError('posting_restricted');
}

/** Members of an existing conversation are known to exist, so only the first message looks up the peer. */
async function allocateFirst(id: string, message: SentMessage, recipient: string): Promise<Allocation> {
  const { from: sender } = message;
  const [own, peer, between] = await Promise.all([
    findUsername(sender),
    findUsername(recipient),
    findBlocks(sender, recipient),
  ]);
  if (own === null) throw new ApiError('session_ended');
  if (peer === null) throw new ApiError('user_not_found');
  if (isBlocking(between, sender)) throw new ApiError('user_blocked');
  const isContact = own !== peer;
  if (isContact) await requireAdmission('contacts', `@${own}`);
  const first = await allocateFirstMessage([own, peer], message);
  if (first) return first;
  // The peer began the conversation meanwhile, or another send of this sender.
  if (isContact) await uncountAdmission('contacts', `@${own}`);
  if (isBlocking(await findBlocks(sender, recipient), sender)) throw new ApiError('user_blocked');
  // Another first message, or the peer's block, inserted the same document first.
  const next = (await allocateMessage(id, message)) ?? (await allocateFirstMessage([own, peer], message));
  // The peer's account is being deleted.
  if (!next) throw new ApiError('user_not_found');
  return next;
}

/**
 * Admits a message, and creates the conversation for the first one.
 * @param admission nothing is sent when it rejects, no conversation is created, and an existing one stays as it was; its rejection
 * precedes any other. It runs in parallel with the allocation
 * @param beforeFirst what else must be settled before a conversation is created
 * @throws its rejection; ApiError session_ended, user_not_found, conversation_not_found, user_blocked, conversation_closed,
 * posting_restricted, too_many_contacts
 */
export async function admitMessage(
  place: Place,
  message: SentMessage,
  admission: Promise<unknown> = Promise.resolve(),
  beforeFirst: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Allocation> {
  const allocating = allocateTo(place, message, async () => {
    await admission;
    await beforeFirst();
  });
  const [admitted, allocated] = await Promise.allSettled([admission, allocating]);
  if (admitted.status === 'fulfilled') return allocating;
  if (allocated.status === 'fulfilled') await withdrawMessage(allocated.value, message);
  throw admitted.reason;
}

/** @throws ApiError user_blocked, conversation_closed, posting_restricted; message_not_found when the author is no longer a member */
export async function admitEdit(
  conversation: string,
  author: string,
  change: MessageChange,
): Promise<Allocation> {
  const allocated = await allocateEdit(conversation, author, change);
  if (allocated) return allocated;
  const circle = await findCircle(conversation);
  // The account may be deleted, and its messages about to be erased.
  if (!circle || !isMember(circle, author)) throw new ApiError('message_not_found');
  refuseInGroup(circle, author);
  throw new ApiError(isBlocking(circle, author) ? 'user_blocked' : 'message_not_found');
}

/**
 * @returns null when the other member blocks the actor, who does not learn of it: the amendment is not made
 * @throws ApiError user_blocked, conversation_closed; message_not_found for those who are no members
 */
export async function admitAmendment(
  conversation: string,
  actor: string,
  change: MessageChange,
): Promise<Allocation | null> {
  const allocated = await allocateAmendment(conversation, actor, change);
  if (allocated) return allocated;
  const circle = await findCircle(conversation);
  if (!circle || !isMember(circle, actor)) throw new ApiError('message_not_found');
  if (isBlocking(circle, actor)) throw new ApiError('user_blocked');
  if (circle.group?.isClosed) throw new ApiError('conversation_closed');
  return null;
}

/** For changes that are never refused, such as deletions. */
export async function admitChange(conversation: string, change: MessageChange): Promise<Allocation> {
  const allocated = await allocateVersion(conversation, change);
  if (!allocated) throw new Error('A message has no conversation');
  return allocated;
}

/** A new place at the end of the order, for a message that was written too late for its own. */
export async function admitLateMessage(conversation: string): Promise<Allocation> {
  const allocated = await allocatePlace(conversation);
  if (!allocated) throw new Error('A message has no conversation');
  return allocated;
}
