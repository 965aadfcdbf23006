/**
 * Blocking stops messages, typing and presence in both directions. The blocked person is not notified.
 * docs/protocol.md describes what each side sees.
 */

import { findUsername } from '../accounts/people.ts';
import { foldUsername } from '../accounts/username.ts';
import { deleteBlock, insertBlock, listBlocks } from '../conversations/blocks.ts';
import { findBlocks, findCircle } from '../conversations/circles.ts';
import { directConversationId } from '../conversations/conversation.ts';
import { isBlocked } from '../conversations/visibility.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import { showToEachOther } from '../realtime/mutual-presence.ts';
import { publish } from '../realtime/publish.ts';
import type { Principal } from '../sessions/token.ts';
import { toBlockResource } from './block.ts';
import type { BlockResource } from './resources.ts';

async function tell(username: string, peer: string, blocked: boolean, presence: boolean): Promise<void> {
  const devices = { usernames: [username], together: true };
  await publish(devices, { type: 'block', data: { Username: peer, Blocked: blocked } });
  // People without a conversation get no presence events of each other.
  const circle = presence && (await findCircle(directConversationId(username, peer)));
  if (circle) await showToEachOther(circle, !blocked);
}

/**
 * Idempotent.
 * @throws ApiError user_not_found; validation_failed when blocking oneself; session_ended when the account is deleted
 */
export async function block({ username }: Principal, name: string): Promise<BlockResource> {
  if (foldUsername(name) === foldUsername(username)) {
    const errors = [{ field: 'username', detail: 'must be another user' }];
    throw new ApiError('validation_failed', { detail: 'username must be another user', errors });
  }
  const [own, peer] = await Promise.all([findUsername(username), findUsername(name)]);
  // The account can be erased while the request runs; nothing would erase a block set by it.
  if (own === null) throw new ApiError('session_ended');
  if (peer === null) throw new ApiError('user_not_found');
  const { entry, isNew } = await insertBlock(username, peer);
  if (isNew) {
    const { blocks = [] } = await findBlocks(username, peer);
    await tell(username, peer, true, blocks.length === 1);
  }
  return toBlockResource(entry);
}

/** Messages sent during the block stay hidden. Idempotent. */
export async function unblock({ username }: Principal, name: string): Promise<void> {
  if (!(await deleteBlock(username, name))) return;
  const [peer, left] = await Promise.all([findUsername(name), findBlocks(username, name)]);
  await tell(username, peer ?? name, false, peer !== null && !isBlocked(left));
}

export interface BlockPage {
  blocks: BlockResource[];
  /** cursor of the next page, if there is one */
  next: string | undefined;
}

/** @throws ApiError invalid_cursor */
export async function readBlocks(
  { username }: Principal,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<BlockPage> {
  const position = after === undefined ? '' : decodeCursor('blocks', after);
  if (position === undefined) throw new ApiError('invalid_cursor');
  const found = await listBlocks(username, position, limit + 1);
  const listed = found.slice(0, limit);
  const last = listed.at(-1);
  return {
    blocks: listed.map(toBlockResource),
    next: last && found.length > limit ? encodeCursor('blocks', last.conversation) : undefined,
  };
}
